"""Other systems that a course is connected with."""

from flask import Blueprint, render_template

from grader.db.queries import inbound, rosters, webhooks
from grader.services.access import require_instructor
from grader.web import signin
from grader.web.database import reading
from grader.web.navigation import course_tabs, to_home

connections = Blueprint("connections", __name__)
connections.before_request(signin.require_sign_in)


@connections.get("/courses/<int:course_id>/connections")
def show(course_id: int) -> str:
    """Show what the course is connected with."""
    course = require_instructor(reading(), signin.person(), course_id)
    return render_template(
        "connections/show.html",
        course=course,
        trail=to_home(),
        tabs=course_tabs(course_id),
        sources=inbound.sources(reading(), course_id),
        lms_contexts=rosters.contexts(reading(), course_id),
        endpoints=webhooks.standings(reading(), course_id),
    )
