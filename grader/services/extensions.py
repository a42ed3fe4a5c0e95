"""What single students are granted in an assignment: more time, or more attempts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import Extension, LineItem, Role, User, utc_now
from grader.db.queries import line_items as queries
from grader.db.queries import people
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services import audit, reports, results
from grader.services.access import LAST_ID
from grader.services.audit import Action
from grader.services.line_items import in_turn

MOST_EXTRA_ATTEMPTS = 1000
LONGEST_REASON = 500


@dataclass(frozen=True)
class Grant:
    """What somebody is to be granted."""

    due_at: datetime | None = None
    extra_attempts: int = 0
    reason: str = ""

    def problems(self, line_item: LineItem) -> dict[str, str]:
        """Return what is wrong with it in this line item, by field; empty if nothing is."""
        found = {}
        if self.due_at and line_item.due_at is None:
            found["due_at"] = "This assignment has no due date that could be moved."
        elif self.due_at and line_item.due_at and self.due_at <= line_item.due_at:
            found["due_at"] = "This is not later than the due date of everybody. Choose a later time."
        if not 0 <= self.extra_attempts <= MOST_EXTRA_ATTEMPTS:
            found["extra_attempts"] = f"Enter a whole number from 0 to {MOST_EXTRA_ATTEMPTS}."
        elif self.extra_attempts and line_item.max_attempts is None:
            found["extra_attempts"] = "Everybody has as many attempts here as they like."
        elif not self.extra_attempts and self.due_at is None:
            found["due_at"] = "Enter a later due date, or more attempts, or both."
        if not 0 < len(self.reason.strip()) <= LONGEST_REASON:
            found["reason"] = f"Say why, in at most {LONGEST_REASON} characters; the audit log keeps it."
        return found


def grant(session: Session, actor: User, line_item_id: int, student_id: int, granted: Grant) -> Extension:
    """Return the student's extension; an earlier one is replaced.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item, or no such student in it.
        NotAllowed: the actor is no instructor of the course.
        Refused: the extension breaks a rule, or grants nothing.

    """
    item = in_turn(session, actor, line_item_id)
    if people.role(session, student_id, item.course_id) is not Role.STUDENT:
        raise NotFound("There is no such student in this course.")
    if problems := granted.problems(item):
        raise Refused(" ".join(problems.values()))
    found = queries.extension_of(session, item.id, student_id)
    before = _told(found) if found else None
    extension = found or Extension(line_item_id=item.id, student_id=student_id)
    extension.due_at, extension.extra_attempts = granted.due_at, granted.extra_attempts
    extension.reason, extension.granted_at = plain(granted.reason.strip(), LONGEST_REASON), utc_now()
    session.add(extension)
    detail = {"before": before, "after": _told(extension), "reason": extension.reason}
    audit.note(session, actor, item.course_id, Action.GRANTED_EXTENSION, item.title, student_id=student_id, **detail)
    _refresh(session, item, student_id)
    return extension


def remove(session: Session, actor: User, line_item_id: int, extension_id: int) -> User | None:
    """Take an extension back; return the student, or None if it is gone already.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item.
        NotAllowed: the actor is no instructor of the course.

    """
    item = in_turn(session, actor, line_item_id)
    extension = queries.extension(session, extension_id) if extension_id <= LAST_ID else None
    if extension is None or extension.line_item_id != item.id:
        return None
    session.delete(extension)
    student_id, detail = extension.student_id, {"before": _told(extension), "reason": extension.reason}
    audit.note(session, actor, item.course_id, Action.REMOVED_EXTENSION, item.title, student_id=student_id, **detail)
    _refresh(session, item, student_id)
    return people.user(session, student_id)


def _refresh(session: Session, item: LineItem, student_id: int) -> None:
    results.refresh(session, item.id, student_id)
    reports.want(session, item.id)


def _told(extension: Extension) -> dict[str, Any]:
    due_at = extension.due_at.isoformat() if extension.due_at else None
    return {"due_at": due_at, "extra_attempts": extension.extra_attempts}
