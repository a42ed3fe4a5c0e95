"""Where everything is."""

from django.http import HttpResponse
from django.urls import include, path

from tests.lms.open_edx import desk, pages

urlpatterns = [
    path("favicon.ico", lambda _: HttpResponse(status=204)),
    path("api/", include("lti_consumer.plugin.urls")),
    path("sign-in/<username>", pages.sign_in),
    path("courseware/<usage_id>", pages.courseware),
    path("studio/<usage_id>", pages.studio),
    path("desk/people", desk.people),
    path("desk/components/<usage_id>", desk.component),
    path("desk/components/<usage_id>/stored", desk.stored),
]
