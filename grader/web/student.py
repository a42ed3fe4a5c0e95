"""What a student does: see the assignments, read one, hand in. Staff may do the same to try it."""

import logging
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import LineItem, Role, Submission, utc_now
from grader.db.queries import people
from grader.domain.rules import Phase
from grader.errors import AuthorError, NotFound, Refused, SubmissionError
from grader.exam import assignment as assignments
from grader.exam import kit
from grader.exam.assignment import Assignment
from grader.services import submissions
from grader.services.access import see_line_item
from grader.web import signin
from grader.web.cards import cards
from grader.web.checks import checked
from grader.web.clock import date
from grader.web.database import reading, writing
from grader.web.forms import Solution
from grader.web.navigation import to_course
from grader.web.rendering import markdown
from grader.web.security import limiter
from grader.web.work import work_of

log = logging.getLogger(__name__)
student = Blueprint("student", __name__)
student.before_request(signin.require_sign_in)


@student.get("/")
def home() -> str:
    """Show one's courses and their assignments."""
    me = signin.person().id
    return render_template(
        "home.html",
        enrolments=people.enrolments(reading(), me),
        cards=cards(reading(), me, utc_now()),
    )


@student.get("/assignments/<int:line_item_id>")
def assignment(line_item_id: int) -> str:
    """Show what is asked for, the form to hand in, and the attempts so far."""
    return _page(*see_line_item(reading(), signin.person(), line_item_id))


@student.get("/assignments/<int:line_item_id>/starter.py")
def starter(line_item_id: int) -> Response:
    """Send the file that the student starts from."""
    text = _material(*see_line_item(reading(), signin.person(), line_item_id)).starter
    headers = {"Content-Disposition": "attachment; filename=starter.py"}
    return Response(text, mimetype="text/x-python", headers=headers)


@student.get("/assignments/<int:line_item_id>/kit.zip")
def take_home(line_item_id: int) -> Response:
    """Send the starter with sample tests and what runs them."""
    material = _material(*see_line_item(reading(), signin.person(), line_item_id))
    name = f"{material.slug}.zip"
    return send_file(BytesIO(kit.archive(material)), "application/zip", as_attachment=True, download_name=name)


@student.post("/assignments/<int:line_item_id>/submissions")
@limiter.limit("30 per minute", key_func=lambda: f"user {signin.person().id}")
def submit(line_item_id: int) -> BaseResponse | tuple[str, int]:
    """Take a file or pasted code; it is stored before the answer says so."""
    item, _ = see_line_item(reading(), signin.person(), line_item_id)
    try:
        content = checked(Solution.of(request), item)
        with writing() as session:
            stored = submissions.submit(
                session, signin.person(), line_item_id, content, current_app.config["MAX_UPLOAD_KIB"]
            )
    except (Refused, SubmissionError) as error:
        seen = see_line_item(reading(), signin.person(), line_item_id)
        return _page(*seen, problem=str(error), pasted=request.form.get("code", "")), 422
    log_received(stored)
    return redirect(url_for("submission.show", submission_id=stored.id))


def log_received(stored: Submission) -> None:
    """Write down that something was handed in."""
    ids = {"submission": stored.id, "run": stored.shown_run.id, "line_item": stored.line_item_id}
    log.info("submission received", extra={**ids, "attempt": stored.attempt})


def _page(item: LineItem, role: Role, problem: str = "", pasted: str = "") -> str:
    work = work_of(reading(), signin.person(), item, role, utc_now())
    trail = to_course(item.course, role)
    shown = {"line_item": item, "trail": trail, "work": work, "problem": problem, "pasted": pasted}
    if work.phase is Phase.AHEAD and not role.is_staff:
        return render_template("student/not_open.html", **shown)
    material = _material(item, role)
    return render_template(
        "assignment.html",
        **shown,
        material=material,
        text=markdown(material.spec),
        CLOSED=submissions.CLOSED,
        max_upload_kib=current_app.config["MAX_UPLOAD_KIB"],
    )


def _material(item: LineItem, role: Role) -> Assignment:
    """Return the assignment's folder, read.

    Raises:
        AuthorError: it cannot be read; students are not told more.
        Refused: the same, and staff are told why; or a student asks before it opens.

    """
    if not role.is_staff and item.opens_at and utc_now() < item.opens_at:
        raise Refused(f"This assignment opens on {date(item.opens_at)}.")
    try:
        return assignments.load(_folder(), item.assignment)
    except (AuthorError, NotFound) as error:
        if role.is_staff:
            raise Refused(f"This assignment is broken, and students cannot see it. {error}") from error
        raise AuthorError(str(error)) from error


def _folder() -> Path:
    folder: Path = current_app.config["ASSIGNMENTS_DIR"]
    return folder
