"""An assignment at a glance: what needs staff first, then its students."""

from flask import Blueprint, render_template

from grader.db.queries import attention, gradebook
from grader.services.access import staff_line_item
from grader.web import signin
from grader.web.database import reading
from grader.web.navigation import line_item_tabs, to_course

line_item = Blueprint("line_item", __name__)
line_item.before_request(signin.require_sign_in)


@line_item.get("/assignments/<int:line_item_id>/students")
def show(line_item_id: int) -> str:
    """Show all students by one assignment."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    book = gradebook.gradebook(reading(), item.course_id, item.id)
    return render_template(
        "line_item.html",
        line_item=item,
        trail=to_course(item.course),
        tabs=line_item_tabs(line_item_id),
        failed=attention.failed_runs(reading(), item.course_id, item.id),
        broken=attention.broken_line_items(reading(), item.course_id, item.id),
        rows=[(row.student, row.standings[0]) for row in book.rows],
    )
