"""What staff do about one submission: comments on it, and the score by hand."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import Submission
from grader.errors import Refused
from grader.services import comments, overrides
from grader.services.access import see_submission
from grader.web import signin
from grader.web.choosing import score_of
from grader.web.database import reading, writing
from grader.web.desk import carried
from grader.web.submission import page

marking = Blueprint("marking", __name__)
marking.before_request(signin.require_sign_in)

Answer = Response | tuple[str, int]


@marking.post("/submissions/<int:submission_id>/comments")
def comment(submission_id: int) -> Answer:
    """Say something about a submission, or about one line of it."""
    text, line = request.form.get("text", ""), request.form.get("line", "").strip()
    try:
        with writing() as session:
            made = comments.add(session, signin.person(), submission_id, text, _line_of(line))
    except Refused as error:
        return page(submission_id, comment={"problem": str(error), "text": text, "line": line}), 422
    flash("The comment is there. The student sees it with the code.")
    return redirect(_to(submission_id, f"comment-{made.id}"))


@marking.post("/comments/<int:comment_id>/remove")
def remove_comment(comment_id: int) -> Response:
    """Take back what one has said."""
    with writing() as session:
        submission_id = comments.remove(session, signin.person(), comment_id)
    flash("The comment is removed.")
    return redirect(_to(submission_id, "code"))


@marking.post("/submissions/<int:submission_id>/override")
def override(submission_id: int) -> Answer:
    """Give the score by hand."""
    found, reason, typed = _found(submission_id), request.form.get("reason", ""), request.form.get("score", "").strip()
    try:
        score = score_of(typed) or Decimal("NaN")
        with writing() as session:
            cell = found.line_item_id, found.student_id
            overrides.override(session, signin.person(), *cell, score=score, reason=reason)
    except Refused as error:
        return page(submission_id, by_hand={"problem": str(error), "score": typed, "reason": reason}), 422
    flash("The score by hand counts now, until you lift it.")
    return redirect(_to(submission_id))


@marking.post("/submissions/<int:submission_id>/lift")
def lift(submission_id: int) -> Answer:
    """Let the attempts count again."""
    found, reason = _found(submission_id), request.form.get("reason", "")
    try:
        with writing() as session:
            overrides.lift(session, signin.person(), found.line_item_id, found.student_id, reason=reason)
    except Refused as error:
        return page(submission_id, by_hand={"problem": str(error), "reason": reason, "is_lift": True}), 422
    flash("The attempts count again.")
    return redirect(_to(submission_id))


def _found(submission_id: int) -> Submission:
    found, _ = see_submission(reading(), signin.person(), submission_id)
    return found


def _line_of(text: str) -> int | None:
    """Return a line's number; one that is no number becomes one that no file has."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _to(submission_id: int, anchor: str | None = None) -> str:
    return url_for("submission.show", submission_id=submission_id, _anchor=anchor, **carried())
