"""The gradebook: all students by all assignments, and its files for other programs."""

from flask import Blueprint, Response, render_template, request
from werkzeug.utils import secure_filename

from grader.db.models import Course, LineItem
from grader.db.queries import grade_table, line_items
from grader.db.queries.grade_table import BY_EMAIL, BY_NAME, BY_TOTAL, Sort
from grader.domain.columns import Figures
from grader.domain.exports import Form, Line, table
from grader.domain.spreadsheet import csv_text
from grader.domain.traces import plain
from grader.errors import NotFound
from grader.services import audit
from grader.services.access import require_staff
from grader.services.audit import Action
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course
from grader.web.paging import Paging

gradebook = Blueprint("gradebook", __name__)
gradebook.before_request(signin.require_sign_in)

LONGEST_SEARCH = 100


@gradebook.get("/courses/<int:course_id>/gradebook")
def show(course_id: int) -> str:
    """Show students by assignments, a page at a time."""
    course = require_staff(reading(), signin.person(), course_id)
    items = line_items.of_course(reading(), course_id)
    search = plain(request.args.get("search", ""), LONGEST_SEARCH).strip()
    sort = _sort(items)
    paging = Paging.of_request(grade_table.count(reading(), course_id, search))
    rows = grade_table.rows(reading(), course_id, search, sort, offset=paging.offset, limit=paging.size)
    figures = grade_table.figures(reading(), course_id)
    return render_template(
        "gradebook/show.html",
        course=course,
        trail=to_course(course),
        tabs=course_tabs(course_id),
        items=items,
        search=search,
        sort=sort,
        paging=paging,
        rows=rows,
        columns=[figures.get(item.id, Figures()) for item in items],
    )


@gradebook.get("/courses/<int:course_id>/gradebook.csv")
def export(course_id: int) -> Response:
    """Send the whole gradebook as a file in the ``form`` that is asked for; who took it is written down.

    In the forms for programs that students see too, assignments that are hidden from students are left out.
    """
    form = request.args.get("form", Form.PLAIN)
    if form not in list(Form):
        raise NotFound("There is no such file.")
    with writing() as session:
        course = require_staff(session, signin.person(), course_id)
        items = line_items.of_course(session, course_id)
        everybody = grade_table.everybody(session, course_id)
        audit.note(session, signin.person(), course_id, Action.EXPORTED_GRADES, course.title, form=form)
    shown = items if form == Form.PLAIN else [item for item in items if item.is_published]
    lines = [Line(name, email, [scores.get(item.id) for item in shown]) for name, email, scores in everybody]
    return _file(course, Form(form), csv_text(table(Form(form), [item.title for item in shown], lines)))


def _sort(items: list[LineItem]) -> Sort:
    """Return the order that the address asks for; by name if it asks for one that there is not."""
    asked = request.args.get("sort", "")
    known: dict[str, str | int] = {by: by for by in (BY_NAME, BY_EMAIL, BY_TOTAL)} | {str(i.id): i.id for i in items}
    return Sort(known.get(asked, BY_NAME), request.args.get("order") == "desc")


def _file(course: Course, form: Form, text: str) -> Response:
    encoding = "utf-8-sig" if form is Form.PLAIN else "utf-8"  # Excel takes a file without the mark for Latin-1
    name = secure_filename(f"{course.title} {form}").lower() or form.value
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.encode(encoding), mimetype="text/csv", headers=headers)
