"""A course at a glance: what needs staff first, then how far each assignment is."""

from flask import Blueprint, render_template

from grader.db.queries import attention, grade_table, line_items
from grader.domain.columns import Figures
from grader.services.access import require_staff
from grader.web import signin
from grader.web.database import reading
from grader.web.navigation import course_tabs, to_home

course = Blueprint("course", __name__)
course.before_request(signin.require_sign_in)


@course.get("/courses/<int:course_id>")
def show(course_id: int) -> str:
    """Show the assignments of a course with their figures."""
    found = require_staff(reading(), signin.person(), course_id)
    figures = grade_table.figures(reading(), course_id)
    return render_template(
        "course.html",
        course=found,
        trail=to_home(),
        tabs=course_tabs(course_id),
        attention=attention.of_course(reading(), course_id),
        students=grade_table.count(reading(), course_id),
        lines=[(item, figures.get(item.id, Figures())) for item in line_items.of_course(reading(), course_id)],
    )
