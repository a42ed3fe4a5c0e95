"""What staff see: what needs them first, then who stands where."""

from flask import Blueprint, render_template

from grader.db.queries import attention, gradebook
from grader.services.access import require_staff, staff_line_item
from grader.web import signin
from grader.web.database import reading
from grader.web.navigation import to_course, to_home

staff = Blueprint("staff", __name__)
staff.before_request(signin.require_sign_in)


@staff.get("/courses/<int:course_id>")
def course(course_id: int) -> str:
    """Show all students of a course by all its assignments."""
    found = require_staff(reading(), signin.person(), course_id)
    return render_template(
        "course.html",
        course=found,
        trail=to_home(),
        failed=attention.failed_runs(reading(), course_id),
        broken=attention.broken_line_items(reading(), course_id),
        book=gradebook.gradebook(reading(), course_id),
    )


@staff.get("/assignments/<int:line_item_id>/students")
def line_item(line_item_id: int) -> str:
    """Show all students by one assignment."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    book = gradebook.gradebook(reading(), item.course_id, item.id)
    return render_template(
        "line_item.html",
        line_item=item,
        trail=to_course(item.course),
        failed=attention.failed_runs(reading(), item.course_id, item.id),
        broken=attention.broken_line_items(reading(), item.course_id, item.id),
        rows=[(row.student, row.standings[0]) for row in book.rows],
    )
