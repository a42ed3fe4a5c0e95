"""One submission: the receipt, what became of it, and the code; for its student and for staff."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import LineItem, Role, Run, Submission
from grader.db.queries import attempts, gradebook, line
from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments
from grader.services import grades
from grader.services.access import see_course, see_run, see_submission
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.highlighting import code_lines
from grader.web.navigation import to_line_item
from grader.web.results import Status, by_criterion, mistakes_of, status_of

submission = Blueprint("submission", __name__)
submission.before_request(signin.require_sign_in)


@submission.get("/submissions/<int:submission_id>")
def show(submission_id: int) -> str:
    """Show an attempt with all that is known of it."""
    found = see_submission(reading(), signin.person(), submission_id)
    if found.erased_at:
        return _erased(found)
    run, role = attempts.run(reading(), found.shown_run.id) or found.shown_run, _role(found)
    return render_template(
        "submission.html",
        **_result(found, run, _status(run), role),
        line_item=found.line_item,
        trail=to_line_item(found.line_item, role),
        lines=code_lines(found.content.decode("utf-8-sig", "replace")),
    )


@submission.get("/runs/<int:run_id>")
def result(run_id: int) -> str | Response:
    """Return what became of a run, as a piece of its page; nothing if that is what the page shows already."""
    run = see_run(reading(), signin.person(), run_id)
    status = _status(run)
    if status.key == request.args.get("seen"):
        return Response(status=204)
    shown = _result(run.submission, run, status, _role(run.submission))
    return render_template("_result.html", **shown, is_fragment=True)


@submission.post("/submissions/<int:submission_id>/runs")
def run_again(submission_id: int) -> BaseResponse:
    """Grade an attempt once more; for staff, when the grader or the assignment failed and is mended."""
    with writing() as session:
        grades.grade_again(session, signin.person(), submission_id)
    flash("It is in the line and will be graded again.")
    return redirect(url_for("submission.show", submission_id=submission_id))


def _result(found: Submission, run: Run, status: Status, role: Role) -> dict[str, Any]:
    """Return what the page and the piece of it that follows the run both show."""
    return {
        "submission": found,
        "here": found.attempt,
        "attempts": attempts.attempts(reading(), found.line_item_id, found.student_id),
        "counting": gradebook.standing(reading(), found.line_item_id, found.student_id).counting,
        "run": run,
        "status": status,
        "mistakes": mistakes_of(run),
        "criteria": by_criterion(run, _titles(found.line_item)) if run.score is not None else [],
        "is_staff": role.is_staff,
    }


def _erased(found: Submission) -> str:
    """Return the page of an attempt whose file has been deleted."""
    role = _role(found)
    return render_template(
        "privacy/erased.html",
        submission=found,
        line_item=found.line_item,
        trail=to_line_item(found.line_item, role),
        score=found.shown_run.score,
        is_staff=role.is_staff,
        are_scores_shown=role.is_staff or found.line_item.are_scores_shown,
    )


def _status(run: Run) -> Status:
    return status_of(run, line.place(reading(), run.id))


def _role(found: Submission) -> Role:
    return see_course(reading(), signin.person(), found.line_item.course_id)[1]


def _titles(item: LineItem) -> Mapping[str, str]:
    """Return the titles of the criteria by name; none if the assignment has been broken since."""
    try:
        criteria = assignments.load(current_app.config["ASSIGNMENTS_DIR"], item.assignment).criteria
    except (AuthorError, NotFound):
        return {}
    return {criterion.name: criterion.title for criterion in criteria}
