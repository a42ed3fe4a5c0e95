"""Retention: attempts lose their files when they are so old as the course says; scores stay."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grader.db.models import Course, User
from grader.db.queries import forgetting
from grader.errors import Refused
from grader.services import audit
from grader.services.access import require_instructor
from grader.services.audit import Action
from grader.services.forgetting import empty

LONGEST_DAYS = 3650
BATCH = 200
"""Attempts that one transaction empties: SQLite lets nobody else write meanwhile."""


def keep_for(session: Session, actor: User, course_id: int, days: int | None) -> Course:
    """Say after how many days attempts of a course may lose their files; None: never.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: the number is out of range.

    """
    course = require_instructor(session, actor, course_id)
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise Refused(f"Enter a number of days from 1 to {LONGEST_DAYS}, or nothing to keep everything.")
    if course.retention_days != days:
        before, setting = course.retention_days, "Days that attempts are kept"
        audit.note(session, actor, course_id, Action.CHANGED_SETTINGS, setting, before=before, after=days)
        course.retention_days = days
    session.flush()
    return course


def cutoff(course: Course, now: datetime) -> datetime | None:
    """Return the moment before which attempts have come that may lose their files; None: they are kept."""
    return now - timedelta(days=course.retention_days) if course.retention_days else None


def delete_old(session: Session, actor: User, course_id: int, before: datetime, now: datetime) -> int:
    """Empty the oldest attempts of a course that came before *before*, at most ``BATCH``; return how many.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: attempts from before *before* are to be kept, now or always.

    """
    course = require_instructor(session, actor, course_id)
    latest = cutoff(course, now)
    if latest is None or before > latest:
        raise Refused("What is to be kept was changed meanwhile, and nothing was deleted. Look at the page again.")
    emptied = empty(session, forgetting.oldest(session, course_id, before, BATCH), now)
    if emptied:
        target = f"Attempts from before {before:%d %b %Y, %H:%M} UTC"
        audit.note(session, actor, course_id, Action.DELETED_OLD_WORK, target, attempts=emptied)
        session.flush()
    return emptied
