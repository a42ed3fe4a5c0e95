"""The audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import AuditEvent, User


@dataclass(frozen=True)
class Asked:
    """Which events of a course; what is empty does not matter."""

    course_id: int
    actor: str = ""
    """Part of a name or an address."""
    student: str = ""
    action: str = ""
    since: datetime | None = None
    before: datetime | None = None


def count(session: Session, asked: Asked) -> int:
    """Return how many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent).where(*_conditions(asked))) or 0


def page(session: Session, asked: Asked, *, offset: int, limit: int) -> list[AuditEvent]:
    """Return some events with their actors and students."""
    return list(session.scalars(_newest_first(asked).offset(offset).limit(limit)))


def older_than(session: Session, asked: Asked, event_id: int, limit: int) -> list[AuditEvent]:
    """Return the events that come after this one in the list, with their actors and students."""
    return list(session.scalars(_newest_first(asked).where(AuditEvent.id < event_id).limit(limit)))


def last_event_id(session: Session, course_id: int, actions: Iterable[str]) -> int:
    """Return the id of the newest event of these kinds; 0: there is none."""
    found = select(func.max(AuditEvent.id)).where(AuditEvent.course_id == course_id)
    return session.scalar(found.where(AuditEvent.action.in_(list(actions)))) or 0


def is_noted(
    session: Session, actor_id: int, student_id: int | None, *, action: str, target: str, since: datetime
) -> bool:
    """Say whether somebody did this to something of a student's, or of nobody's, at *since* or later."""
    done = AuditEvent.actor_id == actor_id, AuditEvent.action == action, AuditEvent.target == target
    recent = AuditEvent.student_id == student_id, AuditEvent.at >= since
    return bool(session.scalar(select(exists().where(*done, *recent))))


def _newest_first(asked: Asked) -> Select[AuditEvent]:
    with_people = joinedload(AuditEvent.actor), joinedload(AuditEvent.student)
    return select(AuditEvent).where(*_conditions(asked)).options(*with_people).order_by(AuditEvent.id.desc())


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [AuditEvent.course_id == asked.course_id]
    if asked.actor:
        conditions.append(AuditEvent.actor_id.in_(_people(asked.actor)))
    if asked.student:
        conditions.append(AuditEvent.student_id.in_(_people(asked.student)))
    if asked.action:
        conditions.append(AuditEvent.action == asked.action)
    if asked.since:
        conditions.append(AuditEvent.at >= asked.since)
    if asked.before:
        conditions.append(AuditEvent.at < asked.before)
    return conditions


def _people(search: str) -> Select[int]:
    found = User.name.icontains(search, autoescape=True), User.email.icontains(search, autoescape=True)
    return select(User.id).where(or_(*found))
