"""One submission: the receipt, what became of it, and the code; for its student and for staff."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import LineItem, Role, Run, Submission, utc_now
from grader.db.queries import attempts, gradebook, line, rules
from grader.domain.visibility import is_full
from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments
from grader.services import grades
from grader.services.access import see_course, see_run, see_submission
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.highlighting import code_lines
from grader.web.navigation import to_line_item
from grader.web.results import by_criterion, mistakes_of
from grader.web.status import Status, status_of

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
        **_result(found, run, _status(run, role), role),
        line_item=found.line_item,
        trail=to_line_item(found.line_item, role),
        lines=code_lines(found.content.decode("utf-8-sig", "replace")),
    )


@submission.get("/runs/<int:run_id>")
def result(run_id: int) -> str | Response:
    """Return what became of a run, as a piece of its page; nothing if that is what the page shows already."""
    run = see_run(reading(), signin.person(), run_id)
    role = _role(run.submission)
    status, seen = _status(run, role), request.args.get("seen", "")
    if status.key == seen:
        return Response(status=204)
    if not status.is_news(seen):
        return render_template("_live.html", run=run, status=status)
    shown = render_template("_result.html", **_result(run.submission, run, status, role), is_fragment=True)
    return Response(shown, headers={"HX-Retarget": "#result"})


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


def _status(run: Run, role: Role) -> Status:
    outlook = line.outlook(reading(), run.id, utc_now())
    is_title_shown = outlook.place == 0 and (role.is_staff or _is_full(run.submission))
    return status_of(run, outlook, is_title_shown=is_title_shown)


def _is_full(found: Submission) -> bool:
    """Say whether the student of an attempt sees its tests one by one."""
    its = rules.of_student(reading(), found.student_id, [found.line_item])[found.line_item_id]
    return is_full(found.line_item.tests_shown, its.last_moment, utc_now())


def _role(found: Submission) -> Role:
    return see_course(reading(), signin.person(), found.line_item.course_id)[1]


def _titles(item: LineItem) -> Mapping[str, str]:
    """Return the titles of the criteria by name; none if the assignment has been broken since."""
    try:
        criteria = assignments.load(current_app.config["ASSIGNMENTS_DIR"], item.assignment).criteria
    except (AuthorError, NotFound):
        return {}
    return {criterion.name: criterion.title for criterion in criteria}
