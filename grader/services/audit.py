"""The audit log: who saw or did what with others' work."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import AuditEvent, Course, Submission, User, utc_now
from grader.db.queries import audit_log
from grader.domain.traces import plain

ONE_VIEW = timedelta(hours=1)
"""Who looks at a submission again within it has looked once."""


class Action(StrEnum):
    """What is written down; the past tense of what was done."""

    VIEWED_SUBMISSION = "viewed_submission"
    VIEWED_AS_STUDENT = "viewed_as_student"
    COMMENTED = "commented"
    REMOVED_COMMENT = "removed_comment"
    OVERRODE_SCORE = "overrode_score"
    LIFTED_OVERRIDE = "lifted_override"
    GRADED_AGAIN = "graded_again"
    STARTED_REGRADE = "started_regrade"
    DISCARDED_REGRADE = "discarded_regrade"
    APPLIED_REGRADE = "applied_regrade"
    UNDID_REGRADE = "undid_regrade"
    GRANTED_EXTENSION = "granted_extension"
    REMOVED_EXTENSION = "removed_extension"
    CHANGED_SETTINGS = "changed_settings"
    CHANGED_ROLE = "changed_role"
    REMOVED_PERSON = "removed_person"
    IMPORTED_ROSTER = "imported_roster"
    FETCHED_ROSTER = "fetched_roster"
    SENT_AGAIN = "sent_again"
    MADE_SIGN_IN_LINK = "made_sign_in_link"
    EXPORTED_GRADES = "exported_grades"
    READ_GRADES = "read_grades"
    EXPORTED_STUDENT = "exported_student"
    EXPORTED_AUDIT_LOG = "exported_audit_log"
    ERASED_STUDENT = "erased_student"
    DELETED_OLD_WORK = "deleted_old_work"
    COMPARED_SUBMISSIONS = "compared_submissions"
    VIEWED_COMPARISON = "viewed_comparison"
    CHANGED_WEBHOOKS = "changed_webhooks"


def note(
    session: Session,
    actor: User,
    course_id: int,
    action: Action,
    target: str,
    *,
    student_id: int | None = None,
    **detail: Any,
) -> None:
    """Append what *actor* did to the log; *detail* is plain data (``before``, ``after``, ``reason``), never code."""
    session.add(
        AuditEvent(
            course_id=course_id,
            actor_id=actor.id,
            student_id=student_id,
            action=action.value,
            target=plain(target, 200),
            detail=detail,
        )
    )


def is_viewed(session: Session, actor: User, submission: Submission) -> bool:
    """Say whether it is written down that the actor looked at *submission* lately; one's own need not be."""
    if submission.student_id == actor.id:
        return True
    viewed, since = Action.VIEWED_SUBMISSION.value, utc_now() - ONE_VIEW
    return audit_log.is_noted(
        session, actor.id, submission.student_id, action=viewed, target=submission.label, since=since
    )


def note_view(session: Session, actor: User, submission: Submission) -> None:
    """Write down that *actor* looked at somebody's *submission*."""
    course_id, student_id = submission.line_item.course_id, submission.student_id
    note(session, actor, course_id, Action.VIEWED_SUBMISSION, submission.label, student_id=student_id)


def is_reading_noted(session: Session, actor: User, course: Course) -> bool:
    """Say whether it is written down that a program read the gradebook of *course* for the actor lately."""
    read, since = Action.READ_GRADES.value, utc_now() - ONE_VIEW
    return audit_log.is_noted(session, actor.id, None, action=read, target=_gradebook(course), since=since)


def note_reading(session: Session, actor: User, course: Course) -> None:
    """Write down that a program read the gradebook of *course* for the actor."""
    note(session, actor, course.id, Action.READ_GRADES, _gradebook(course))


def _gradebook(course: Course) -> str:
    return plain(f"Course {course.id}, {course.title}", 200)
