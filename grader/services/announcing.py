"""What happened, for the world outside: told in the transaction in which it happens, or not at all."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import LineItem, PostedGrade, Run, Submission, utc_now
from grader.db.queries import webhooks as queries
from grader.db.queries.webhooks import Told
from grader.domain.scoring import MAX_SCORE
from grader.domain.webhooks import EventType
from grader.services.lti import passbacks
from grader.services.webhooks import outbox
from grader.services.webhooks.outbox import Event

APART = timedelta(seconds=1)
"""Between the times of two scores of a cell, at least: platforms refuse a second one with the time of the first."""


def received(session: Session, submission: Submission) -> None:
    """Tell that *submission* has come."""
    _tell_of(session, submission, EventType.SUBMISSION_RECEIVED, {"received_at": outbox.in_utc(submission.received_at)})


def graded(session: Session, submission: Submission, run_id: int, score: Decimal) -> None:
    """Tell that a run has given *submission* this score, whether or not students may see it yet."""
    result = {"run": {"id": run_id}, "score": float(score), "max_score": MAX_SCORE}
    _tell_of(session, submission, EventType.SUBMISSION_GRADED, result)


def failed(session: Session, run: Run) -> None:
    """Tell that *run* has ended without a score through no fault of the student's; of trials nothing is told."""
    if not run.is_trial:
        result = {"run": {"id": run.id}, "fault": run.fault}
        _tell_of(session, run.submission, EventType.SUBMISSION_FAILED, result)


def grades(session: Session, line_item: LineItem, student_id: int | None = None) -> None:
    """Tell which scores of a line item, or of one student in it, are others than was told last.

    Nothing is told while students see no scores: what was told before stands until they do.
    """
    if not (line_item.is_published and line_item.are_scores_shown):
        return
    session.flush()
    untold = queries.untold(session, line_item.id, student_id)
    if not untold:
        return
    posted = [_post(session, line_item, each) for each in untold]
    _tell_grades(session, line_item, untold, posted)
    passbacks.want(session, line_item.id, [each.student_id for each in untold])


def _post(session: Session, line_item: LineItem, told: Told) -> PostedGrade:
    """Write down what the world is told of a cell."""
    if told.posted is None:
        posted = PostedGrade(line_item_id=line_item.id, student_id=told.student_id, score=told.score, at=utc_now())
        session.add(posted)
        return posted
    told.posted.score, told.posted.at = told.score, max(utc_now(), told.posted.at + APART)
    return told.posted


def _tell_grades(session: Session, line_item: LineItem, untold: Sequence[Told], posted: Sequence[PostedGrade]) -> None:
    endpoints = queries.listening(session, line_item.course_id)
    if not endpoints:
        return
    subjects = queries.subjects(session, line_item.course_id, [each.student_id for each in untold])
    events = []
    for told, written in zip(untold, posted, strict=True):
        data = {
            **_about(line_item, told.student_id),
            "attempt": told.attempt,
            "score": _score(written, subjects.get(told.student_id)),
        }
        kind = EventType.GRADE_UPDATED if told.posted else EventType.GRADE_POSTED
        events.append(Event(kind, data, told.student_id))
    outbox.tell(session, endpoints, events, utc_now())


def _tell_of(session: Session, submission: Submission, kind: EventType, more: dict[str, Any]) -> None:
    line_item = submission.line_item
    endpoints = queries.listening(session, line_item.course_id)
    if endpoints:
        its = {"id": submission.id, "attempt": submission.attempt}
        data = {**_about(line_item, submission.student_id), "submission": its, **more}
        outbox.tell(session, endpoints, [Event(kind, data, submission.student_id)], utc_now())


def _about(line_item: LineItem, student_id: int) -> dict[str, Any]:
    return {
        "course": {"id": line_item.course_id},
        "assignment": {"id": line_item.id, "name": line_item.assignment},
        "user": {"id": student_id},
    }


def _score(posted: PostedGrade, subject: str | None) -> dict[str, Any]:
    """Return a Score as LTI's Assignment and Grade Services have it; without ``scoreGiven``, there is none."""
    whose = {"userId": subject} if subject else {}
    at = {"timestamp": outbox.in_utc(posted.at)}
    if posted.score is None:
        return {**whose, **at, "activityProgress": "Submitted", "gradingProgress": "Pending"}
    given = {"scoreGiven": float(posted.score), "scoreMaximum": MAX_SCORE}
    return {**whose, **given, **at, "activityProgress": "Completed", "gradingProgress": "FullyGraded"}
