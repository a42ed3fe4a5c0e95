"""What became of a submission, as far as the reader may know it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from grader.db.models import JobState, Run, RunTest, Submission, utc_now
from grader.domain.scopes import Scope
from grader.domain.scoring import MAX_SCORE, Outcome, after_deduction
from grader.domain.visibility import Sight
from grader.web.api import bearer
from grader.web.api.fields import Moment, Points, Sent
from grader.web.api.section import Section
from grader.web.api.submissions import SUBMISSION
from grader.web.attempt import criterion_titles, standing, viewed, with_findings
from grader.web.counts import count_by_criterion
from grader.web.database import reading
from grader.web.feedback import told
from grader.web.reader import Reader, reader_of
from grader.web.status import Status

results = Section("Results", "What the exam found in a submission.")


class Criterion(Sent):
    """A line of the rubric."""

    title = fields.String(required=True)
    points = Points(required=True)
    max_points = Points(required=True)
    passed = fields.Integer(required=True, metadata={"description": "Tests that passed."})
    tests = fields.Integer(required=True)


class Test(Sent):
    """A test of the exam."""

    title = fields.String(required=True, metadata={"description": "What it asks."})
    criterion = fields.String(required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    points = Points(required=True)
    max_points = Points(required=True)
    message = fields.String(required=True, metadata={"description": "Why it did not pass, in words and numbers."})
    misconceptions = fields.List(
        fields.String(), required=True, metadata={"description": "Slugs of known mistakes, the likeliest first."}
    )


class Mistake(Sent):
    """A known mistake that was found."""

    misconception = fields.String(required=True, metadata={"description": "Its slug."})
    title = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "What the student is told; Markdown."})


class Result(Sent):
    """What became of a submission."""

    submission_id = fields.Integer(required=True)
    state = fields.Enum(JobState, by_value=True, required=True)
    headline = fields.String(required=True, metadata={"description": "Where it stands, in words."})
    text = fields.String(required=True)
    sight = fields.Enum(
        Sight,
        by_value=True,
        required=True,
        metadata={"description": "How much you see: `full`, `counted` (no single tests), `hidden` (no scores)."},
    )
    graded_at = Moment(required=True, allow_none=True)
    score = Points(required=True, allow_none=True, metadata={"description": "Of 100, after late work; null: none."})
    late_percent = fields.Integer(required=True, metadata={"description": "Taken off for late work."})
    max_score = fields.Integer(required=True)
    error = fields.String(required=True, allow_none=True, metadata={"description": "Why it could not be run."})
    criteria = fields.List(fields.Nested(Criterion), required=True)
    tests = fields.List(
        fields.Nested(Test), required=True, allow_none=True, metadata={"description": "null: single tests are hidden."}
    )
    mistakes = fields.List(fields.Nested(Mistake), required=True)
    log = fields.String(required=True, metadata={"description": "What the code printed."})


@results.operation(f"/submissions/{SUBMISSION}/result", scope=Scope.READ_GRADES, answer=Result)
def read_result(submission_id: int) -> dict[str, Any]:
    """Read what became of a submission: exactly what its page shows you."""
    found, role = viewed(bearer.person(), submission_id)
    reader = reader_of(reading(), found.line_item, found.student_id, role, utc_now())
    run = with_findings(found.shown_run, in_full=reader.sight is Sight.FULL)
    status = told(standing(run, reader), run, reader.sight, reader.rules)
    return {**_ended(found, run, status, reader), **_found(run, reader.sight, criterion_titles(found.line_item))}


def _ended(found: Submission, run: Run, status: Status, reader: Reader) -> dict[str, Any]:
    """Return where it stands, and its score."""
    late_percent = reader.rules.late_percent(found.received_at)
    is_hidden = run.score is None or reader.sight is Sight.HIDDEN
    may_know_error = run.score is not None or (reader.is_staff and run.state is JobState.FAILED)
    return {
        "submission_id": found.id,
        "state": run.state,
        "headline": status.headline,
        "text": status.text,
        "sight": reader.sight,
        "graded_at": run.finished_at,
        "score": None if is_hidden or run.score is None else after_deduction(run.score, late_percent),
        "late_percent": late_percent,
        "max_score": MAX_SCORE,
        "error": run.error_message if may_know_error else None,
    }


def _found(run: Run, sight: Sight, titles: Mapping[str, str]) -> dict[str, Any]:
    """Return what the exam found, as much of it as *sight* shows."""
    is_full = sight is Sight.FULL
    if run.score is None or sight is Sight.HIDDEN:
        log = run.log if is_full and run.state is not JobState.OPEN else ""
        return {"criteria": [], "tests": [] if is_full else None, "mistakes": [], "log": log}
    return {
        "criteria": count_by_criterion(run, titles),
        "tests": [_test(each, titles) for each in run.tests] if is_full else None,
        "mistakes": run.mistakes,
        "log": run.log if is_full else "",
    }


def _test(test: RunTest, titles: Mapping[str, str]) -> dict[str, Any]:
    names = "title", "outcome", "points", "max_points", "message", "misconceptions"
    its = {name: getattr(test, name) for name in names}
    return {**its, "criterion": titles.get(test.criterion, test.criterion)}
