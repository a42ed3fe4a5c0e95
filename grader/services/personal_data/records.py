"""Rows as plain data, with no more in it than its reader may see.

Staff read everything. A student reads what their pages show: no trials of regrades, no results that are not published,
no test that is only counted, no reason or remark that staff wrote for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from grader.db.models import (
    AuditEvent,
    Comment,
    Course,
    Enrolment,
    Extension,
    GradeEvent,
    LineItem,
    Result,
    Run,
    RunTest,
    Submission,
    User,
)
from grader.domain.scoring import Outcome
from grader.services.audit import Action
from grader.services.grades import GRADER_FAILED

Record = dict[str, Any]

TOLD = {Action.VIEWED_SUBMISSION, Action.VIEWED_AS_STUDENT, Action.EXPORTED_STUDENT}
"""What a student may know of the audit log: that their work was looked at, and when; not by whom, nor why."""


@dataclass(frozen=True)
class View:
    """How much of a line item its reader may see."""

    results: bool
    """Scores, and what they are made of."""
    tests: bool
    """Each test with its message and pictures, and what was printed; not only how many passed."""
    internal: bool = False
    """What staff keep for themselves."""


def account(user: User) -> Record:
    """Return what is kept of a person."""
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "time_zone": user.time_zone,
        "has_password": user.password_hash is not None,
        "created_at": moment(user.created_at),
    }


def course(found: Course, enrolment: Enrolment | None, seen: Sequence[AuditEvent], *, internal: bool) -> Record:
    """Return what somebody is in a course, and who saw their work there; without an *enrolment*, they have left it."""
    return {
        "id": found.id,
        "title": found.title,
        "role": enrolment.role.value if enrolment else None,
        "joined_at": moment(enrolment.created_at) if enrolment else None,
        "audit": [_audited(each, internal=internal) for each in seen if internal or each.action in TOLD],
    }


def line_item(
    item: LineItem, view: View, result: Result | None, extension: Extension | None, events: Sequence[GradeEvent]
) -> Record:
    """Return where somebody stands in an assignment, and how that came about."""
    record: Record = {"id": item.id, "course": item.course_id, "assignment": item.assignment, "title": item.title}
    if extension:
        record["extension"] = {
            "due_at": moment(extension.due_at),
            "extra_attempts": extension.extra_attempts,
            "granted_at": moment(extension.granted_at),
        }
        if view.internal:
            record["extension"]["reason"] = extension.reason
    if view.results:
        record["result"] = result and {
            "score": number(result.score),
            "earned": number(result.earned),
            "late_percent": result.late_percent,
            "is_overridden": result.is_overridden,
            "counting_attempt": result.counting_attempt,
        }
        record["grade_events"] = [_event(each, view) for each in events]
    return record


def attempt(submission: Submission, runs: Sequence[Record], comments: Sequence[Comment]) -> Record:
    """Return an attempt with its runs."""
    return {
        "line_item": submission.line_item_id,
        "attempt": submission.attempt,
        "received_at": moment(submission.received_at),
        "erased_at": moment(submission.erased_at),
        "sha256": submission.digest,
        "runs": runs,
        "comments": [
            {"at": moment(each.created_at), "author": each.author.name, "line": each.line, "text": each.text}
            for each in comments
        ],
    }


def run(each: Run, view: View) -> Record:
    """Return one run of an attempt."""
    record: Record = {
        "queued_at": moment(each.created_at),
        "started_at": moment(each.started_at),
        "finished_at": moment(each.finished_at),
        "state": each.state.value,
    }
    if view.internal:
        record |= {"is_trial": each.is_trial, "regrade": each.regrade_id}
    if not view.results:
        return record
    is_theirs = view.internal or each.fault == "student"
    error = {"kind": each.error_kind, "message": each.error_message} if is_theirs else {"message": GRADER_FAILED}
    record |= {"score": number(each.score), "error": error if each.fault else None}
    record["mistakes"] = [
        {"misconception": mistake.misconception, "title": mistake.title, "text": mistake.text}
        for mistake in each.mistakes
    ]
    if view.tests:
        record["tests"] = [_test(test, view) for test in each.tests]
    else:
        record["criteria"] = _counted(each.tests)
    return record


def moment(at: datetime | None) -> str | None:
    """Return a time in UTC, as ISO 8601 writes it."""
    return None if at is None else at.astimezone(UTC).isoformat()


def number(points: Decimal | None) -> float | None:
    """Return points as JSON has them."""
    return None if points is None else float(points)


def _test(test: RunTest, view: View) -> Record:
    record = {
        "title": test.title,
        "criterion": test.criterion,
        "outcome": test.outcome.value,
        "points": number(test.points),
        "max_points": number(test.max_points),
        "message": test.message,
        "misconceptions": test.misconceptions,
    }
    return {"name": test.name, **record} if view.internal else record


def _counted(tests: Sequence[RunTest]) -> list[Record]:
    by_criterion = groupby(sorted(tests, key=_criterion), key=_criterion)
    groups = [(name, list(members)) for name, members in by_criterion]
    return [
        {
            "criterion": name,
            "passed": sum(test.outcome is Outcome.PASSED for test in members),
            "tests": len(members),
            "points": number(sum((test.points for test in members), Decimal(0))),
        }
        for name, members in groups
    ]


def _criterion(test: RunTest) -> str:
    return test.criterion


def _event(event: GradeEvent, view: View) -> Record:
    record: Record = {
        "at": moment(event.at),
        "kind": event.kind.value,
        "attempt": event.attempt,
        "score": number(event.score),
    }
    if view.internal:
        record |= {"by": event.actor and event.actor.name, "reason": event.reason}
    return record


def _audited(event: AuditEvent, *, internal: bool) -> Record:
    record: Record = {"at": moment(event.at), "action": event.action}
    if internal:
        record |= {"by": event.actor.name, "target": event.target, "detail": event.detail}
    return record
