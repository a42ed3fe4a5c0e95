"""All submissions of an assignment: filtered, sorted, a page at a time."""

from typing import Any

from flask import Blueprint, render_template, request

from grader.db.models import LineItem, Role
from grader.db.queries import submissions as all_submissions
from grader.db.queries.submissions import Filter, Order
from grader.services.access import see_course, staff_line_item
from grader.web import signin
from grader.web.choosing import IN_WORDS, Choice
from grader.web.chosen import chosen
from grader.web.database import reading
from grader.web.navigation import line_item_tabs, to_course
from grader.web.paging import Paging

submissions = Blueprint("submissions", __name__)
submissions.before_request(signin.require_sign_in)


@submissions.get("/assignments/<int:line_item_id>/submissions")
def show(line_item_id: int) -> str:
    """Show those submissions that the address asks for, or the students without any."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    choice = Choice.of(request)
    role = see_course(reading(), signin.person(), item.course_id)[1]
    return render_template(
        "submissions/list.html",
        line_item=item,
        trail=to_course(item.course),
        tabs=line_item_tabs(item),
        choice=choice,
        in_words=[name for name in IN_WORDS if name in choice.written],
        may_regrade=role is Role.INSTRUCTOR,
        **(_missing(item, choice.wanted) if choice.is_missing else _listed(item, choice)),
    )


def _listed(item: LineItem, choice: Choice) -> dict[str, Any]:
    wanted = choice.wanted
    ids = all_submissions.ids(reading(), item, wanted, choice.order or Order.NEWEST)
    paging = Paging.of_request(len(ids))
    rows = all_submissions.listed(reading(), item, ids[paging.offset : paging.last])
    return {"paging": paging, "rows": rows, "chosen": chosen(item, wanted)}


def _missing(item: LineItem, wanted: Filter) -> dict[str, Any]:
    paging = Paging.of_request(all_submissions.count_missing(reading(), item, wanted.student))
    students = all_submissions.missing(reading(), item, wanted.student, paging.offset, paging.size)
    return {"paging": paging, "students": students}
