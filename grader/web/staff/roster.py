"""A list of students is taken into a course: first a preview, then what it said."""

from flask import Blueprint, Request, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.domain import roster as lists
from grader.domain.roster import Roster
from grader.errors import Refused
from grader.services import roster as imports
from grader.services.access import require_instructor
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.looks import counted
from grader.web.navigation import course_tabs, to_course

roster = Blueprint("roster", __name__)
roster.before_request(signin.require_sign_in)

Page = Response | str | tuple[str, int]
CHANGED = (
    "The course or the list has changed since you looked. Nothing has been done yet; this is what would be done now."
)


@roster.get("/courses/<int:course_id>/people/import")
def show(course_id: int) -> str:
    """Show the form for a list."""
    return _form(course_id)


@roster.post("/courses/<int:course_id>/people/import")
def preview(course_id: int) -> Page:
    """Show what would be done; nothing is done yet."""
    require_instructor(reading(), signin.person(), course_id)
    try:
        return _preview(course_id, lists.parse(_sent(request)))
    except Refused as error:
        return _form(course_id, problem=str(error), pasted=request.form.get("rows", "")), 422


@roster.post("/courses/<int:course_id>/people/import/now")
def carry_out(course_id: int) -> Page:
    """Do what the preview said; if that would be something else by now, show it again."""
    require_instructor(reading(), signin.person(), course_id)
    rows = request.form.get("rows", "")
    try:
        found = lists.parse(rows)
        with writing() as session:
            added = imports.carry_out(session, signin.person(), course_id, found, request.form.get("mark", ""))
    except Refused as error:
        return _form(course_id, problem=str(error), pasted=rows), 422
    if added is None:
        return _preview(course_id, found, problem=CHANGED), 409
    flash(f"{counted(added, 'student')} added. They are in the course now.")
    return redirect(url_for("people.show", course_id=course_id))


def _sent(sent: Request) -> str:
    """Return the list that was sent.

    Raises:
        Refused: none was, or two, or it is no text.

    """
    pasted, file = sent.form.get("rows", ""), sent.files.get("file")
    content = file.read() if file is not None and file.filename else None
    if content is not None and pasted.strip():
        raise Refused("You chose a file and pasted rows as well. Send one of the two.")
    return pasted if content is None else lists.decoded(content)


def _form(course_id: int, problem: str = "", pasted: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    return render_template(
        "people/import.html",
        course=course,
        trail=[*to_course(course), ("People", url_for("people.show", course_id=course_id))],
        tabs=course_tabs(course_id),
        problem=problem,
        pasted=pasted,
        most=lists.MOST_ROWS,
    )


def _preview(course_id: int, found: Roster, problem: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    return render_template(
        "people/preview.html",
        course=course,
        trail=[
            *to_course(course),
            ("People", url_for("people.show", course_id=course_id)),
            ("Import a list", url_for(".show", course_id=course_id)),
        ],
        tabs=course_tabs(course_id),
        problem=problem,
        roster=found,
        plan=imports.plan(reading(), signin.person(), course_id, found),
        rows=lists.as_text(found.people),
    )
