"""One submission: the receipt, what became of it, and the code; for its student and for staff."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import Role, Run, Submission, utc_now
from grader.db.queries import attempts, comments, gradebook
from grader.domain.changes import Changes, compare
from grader.domain.visibility import Sight
from grader.errors import NotFound
from grader.services import grades
from grader.services.access import see_run
from grader.web import signin, terms
from grader.web.attempt import criterion_titles, standing, viewed, with_findings
from grader.web.database import reading, writing
from grader.web.desk import carried, chosen_run, desk_of
from grader.web.feedback import earlier, feedback, findings_of, told
from grader.web.history import history
from grader.web.listing import listing, marks_of
from grader.web.navigation import to_line_item
from grader.web.reader import Reader, reader_of
from grader.web.status import Status, problem_of

submission = Blueprint("submission", __name__)
submission.before_request(signin.require_sign_in)


@submission.get("/submissions/<int:submission_id>")
def show(submission_id: int) -> str:
    """Show an attempt with all that is known of it."""
    return page(submission_id)


def page(submission_id: int, **typed: object) -> str:
    """Return the page of an attempt; *typed* is what staff sent with it and was not accepted."""
    found, role = viewed(signin.person(), submission_id)
    reader = _reader(found, role)
    wanted = chosen_run(found) if role.is_staff else found.shown_run
    run = with_findings(wanted, in_full=reader.sight is Sight.FULL)
    shown = _result(found, run, standing(run, reader), reader)
    criteria = shown["feedback"].criteria if shown["feedback"] else ()
    source = found.content.decode("utf-8-sig", "replace")
    return render_template(
        "submission.html",
        **shown,
        line_item=found.line_item,
        trail=to_line_item(found.line_item, role),
        size=len(found.content),
        listing=listing(
            source, marks_of(run.error_message or "", criteria), comments.comments(reading(), submission_id)
        ),
        desk=desk_of(found, run, shown["result"], role) if role.is_staff else None,
        carried=carried(),
        **{"comment": {}, "by_hand": {}, **typed},
    )


@submission.get("/submissions/<int:submission_id>/solution.py")
def download(submission_id: int) -> Response:
    """Send exactly what was handed in."""
    found, _ = viewed(signin.person(), submission_id)
    if found.erased_at:
        raise NotFound("This file has been deleted. The score stays.")
    headers = {"Content-Disposition": "attachment; filename=solution.py"}
    return Response(found.content, mimetype="text/x-python", headers=headers)


@submission.get("/runs/<int:run_id>")
def result(run_id: int) -> str | Response:
    """Return what became of a run, as a piece of its page; nothing if that is what the page shows already."""
    found, role = see_run(reading(), signin.person(), run_id)
    run, reader = with_findings(found), _reader(found.submission, role)
    status, seen = standing(run, reader), request.args.get("seen", "")
    if status.key == seen:
        return Response(status=204)
    if not status.is_news(seen):
        return render_template("_live.html", run=run, status=status)
    shown = render_template("_result.html", **_result(found.submission, run, status, reader), is_fragment=True)
    return Response(shown, headers={"HX-Retarget": "#result"})


@submission.post("/submissions/<int:submission_id>/runs")
def run_again(submission_id: int) -> BaseResponse:
    """Grade an attempt once more; for staff, when the grader or the assignment failed and is mended."""
    with writing() as session:
        grades.grade_again(session, signin.person(), submission_id)
    flash("It is in the line and will be graded again.")
    return redirect(url_for("submission.show", submission_id=submission_id, **carried()))


def _reader(found: Submission, role: Role) -> Reader:
    return reader_of(reading(), found.line_item, found.student_id, role, utc_now())


def _result(found: Submission, run: Run, status: Status, reader: Reader) -> dict[str, Any]:
    """Return what the page and the piece of it that follows the run both show."""
    item, rules, seen = found.line_item, reader.rules, reader.sight
    every = attempts.attempts(reading(), item.id, found.student_id)
    counted = gradebook.result(reading(), item.id, found.student_id)
    has_score = run.score is not None
    since = _since(run, every) if has_score and seen is not Sight.HIDDEN else None
    return {
        "submission": found,
        "here": found.attempt,
        "attempts": history(every, item, rules, counted, seen),
        "result": counted if seen is not Sight.HIDDEN else None,
        "run": run,
        "status": told(status, run, seen, rules),
        "feedback": feedback(run, seen, rules, criterion_titles(item) if has_score else {}, since),
        "problem": problem_of(run),
        "UNPUBLISHED": terms.UNPUBLISHED,
        "BY_HAND": terms.BY_HAND,
        "log": run.log if seen is Sight.FULL and not status.is_open else "",
        "is_staff": reader.is_staff,
        "is_shown_run": run.id == found.shown_run.id,
    }


def _since(run: Run, every: Sequence[Submission]) -> tuple[int, Changes] | None:
    """Return the number of the graded attempt before, and what changed; None if there is none."""
    before = earlier(every, run.submission)
    if before is None:
        return None
    return before.attempt, compare(attempts.findings(reading(), before.shown_run.id), findings_of(run))
