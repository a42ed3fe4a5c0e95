"""The way in for the tests, in JSON: to make people and components, and to read what the platform has stored."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from lti_consumer import utils
from lti_consumer.api import config_id_for_block
from lti_consumer.lti_1p3.extensions.rest_framework.serializers import LtiAgsLineItemSerializer, LtiAgsScoreSerializer
from lti_consumer.models import CourseAllowPIISharingInLTIFlag, LtiConfiguration
from opaque_keys.edx.keys import UsageKey

from tests.lms.open_edx import blocks
from tests.lms.open_edx.models import ExternalId, Grade, Profile


@csrf_exempt
@transaction.atomic
def people(request: HttpRequest) -> JsonResponse:
    """Make somebody, or say who there is."""
    if request.method == "POST":
        asked = json.loads(request.body)
        user = User.objects.create_user(asked["username"], asked["email"])
        Profile.objects.create(user=user, name=asked["name"], role=asked["role"])
    return JsonResponse({user.username: ExternalId.of(user) for user in User.objects.all()})


@csrf_exempt
@transaction.atomic
def component(request: HttpRequest, usage_id: str) -> JsonResponse:
    """Set fields of a component, which need not exist yet, and tell its tool's owner what to register."""
    usage_key = UsageKey.from_string(usage_id)
    block = blocks.load(usage_key)
    for name, value in json.loads(request.body).items():
        setattr(block, name, value)
    block.save()
    CourseAllowPIISharingInLTIFlag.objects.create(course_id=usage_key.course_key, enabled=True)
    configuration = LtiConfiguration.objects.get(config_id=config_id_for_block(block))
    return JsonResponse(
        {
            "passport_id": str(configuration.passport_id),
            "issuer": utils.get_lti_api_base(),
            "client_id": configuration.lti_1p3_client_id,
            "deployment_id": "1",
            "login_url": utils.get_lms_lti_launch_link(),
            "token_url": utils.get_lms_lti_access_token_link(configuration.passport_id),
            "keyset_url": utils.get_lms_lti_keyset_link(configuration.passport_id),
        }
    )


def stored(request: HttpRequest, usage_id: str) -> JsonResponse:
    """Return what a component has received."""
    configuration = LtiConfiguration.objects.get(location=UsageKey.from_string(usage_id))
    line_items = list(configuration.ltiagslineitem_set.order_by("id"))
    return JsonResponse(
        {
            "content_items": [
                {"type": item.content_type, **item.attributes}
                for item in configuration.ltidlcontentitem_set.order_by("id")
            ],
            "line_items": LtiAgsLineItemSerializer(line_items, many=True, context={"request": request}).data,
            "scores": LtiAgsScoreSerializer(
                [score for item in line_items for score in item.scores.all()], many=True
            ).data,
            "grades": [_grade(grade) for grade in Grade.objects.filter(usage_key=usage_id).order_by("id")],
        }
    )


def _grade(grade: Grade) -> dict[str, Any]:
    return {"username": grade.user.username, "earned": grade.earned, "possible": grade.possible}
