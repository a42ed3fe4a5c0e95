"""A course at a glance: what needs staff first, then who stands where."""

from flask import Blueprint, render_template

from grader.db.models import utc_now
from grader.db.queries import attention, gradebook, line
from grader.services.access import require_staff
from grader.web import signin
from grader.web.database import reading
from grader.web.navigation import course_tabs, to_home

course = Blueprint("course", __name__)
course.before_request(signin.require_sign_in)


@course.get("/courses/<int:course_id>")
def show(course_id: int) -> str:
    """Show all students of a course by all its assignments."""
    found = require_staff(reading(), signin.person(), course_id)
    return render_template(
        "course.html",
        course=found,
        trail=to_home(),
        tabs=course_tabs(course_id),
        failed=attention.failed_runs(reading(), course_id),
        broken=attention.broken_line_items(reading(), course_id),
        is_stuck=line.is_stuck(reading(), utc_now()),
        book=gradebook.gradebook(reading(), course_id),
    )
