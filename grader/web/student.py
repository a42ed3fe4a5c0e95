"""What a student does: see the assignments, read one, hand in. Staff may do the same to try it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import LineItem, Role, utc_now
from grader.db.queries import attempts, gradebook, people
from grader.db.queries.gradebook import ItemStanding
from grader.errors import AuthorError, NotFound, Refused, SubmissionError
from grader.exam import assignment as assignments
from grader.exam import kit
from grader.exam.assignment import Assignment
from grader.services import submissions
from grader.services.access import see_line_item
from grader.web import signin
from grader.web.checks import checked
from grader.web.database import reading, writing
from grader.web.forms import Solution
from grader.web.looks import Look
from grader.web.navigation import to_course
from grader.web.rendering import markdown
from grader.web.results import pending_look
from grader.web.security import limiter

student = Blueprint("student", __name__)
student.before_request(signin.require_sign_in)


@dataclass(frozen=True)
class Card:
    """An assignment in the list of a course."""

    id: int
    title: str
    summary: str
    due_at: datetime | None
    attempts: int
    best: Decimal | None
    pending: Look | None
    """How the newest attempt stands while it has no score."""


@student.get("/")
def home() -> str:
    """Show one's courses and their assignments."""
    standings = gradebook.overview(reading(), signin.person().id)
    by_course = groupby(standings, key=lambda each: each.line_item.course_id)
    return render_template(
        "home.html",
        enrolments=people.enrolments(reading(), signin.person().id),
        cards={course_id: [_card(each) for each in members] for course_id, members in by_course},
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
    return redirect(url_for("submission.show", submission_id=stored.id))


def _page(item: LineItem, role: Role, problem: str = "", pasted: str = "") -> str:
    material = _material(item, role)
    standing = gradebook.standing(reading(), item.id, signin.person().id)
    return render_template(
        "assignment.html",
        line_item=item,
        trail=to_course(item.course, role),
        material=material,
        text=markdown(material.spec),
        best=standing.score,
        counting=standing.counting,
        attempts=attempts.attempts(reading(), item.id, signin.person().id),
        closed=item.due_at is not None and item.due_at < utc_now(),
        CLOSED=submissions.CLOSED,
        problem=problem,
        pasted=pasted,
        max_upload_kib=current_app.config["MAX_UPLOAD_KIB"],
    )


def _card(each: ItemStanding) -> Card:
    item, standing = each.line_item, each.standing
    try:
        summary = assignments.load(_folder(), item.assignment).summary
    except (AuthorError, NotFound):
        summary = ""  # the list goes on; the page of the assignment says what is wrong
    pending = pending_look(standing.latest)
    return Card(item.id, item.title, summary, item.due_at, standing.attempts, standing.score, pending)


def _material(item: LineItem, role: Role) -> Assignment:
    """Return the assignment's folder, read.

    Raises:
        AuthorError: it cannot be read; students are not told more.
        Refused: the same, and staff are told why.

    """
    try:
        return assignments.load(_folder(), item.assignment)
    except (AuthorError, NotFound) as error:
        if role.is_staff:
            raise Refused(f"This assignment is broken, and students cannot see it. {error}") from error
        raise AuthorError(str(error)) from error


def _folder() -> Path:
    folder: Path = current_app.config["ASSIGNMENTS_DIR"]
    return folder
