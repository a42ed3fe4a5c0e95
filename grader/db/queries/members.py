"""Who is in a course."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import AuditEvent, Course, Enrolment, LineItem, Result, Role, Submission, User

CHUNK = 500
"""Values in one IN: databases have limits."""


@dataclass(frozen=True)
class Member:
    """A person in a course."""

    enrolment: Enrolment
    """With its user."""
    last_submission_at: datetime | None


def count(session: Session, course_id: int, search: str = "", role: Role | None = None) -> int:
    """Return how many people are in a course; *search* is part of a name or an address."""
    found = select(func.count()).select_from(Enrolment).join(Enrolment.user)
    return session.scalar(found.where(*_asked(course_id, search, role))) or 0


def page(session: Session, course_id: int, search: str, role: Role | None, *, offset: int, limit: int) -> list[Member]:
    """Return some of these people, by name."""
    found = select(Enrolment).join(Enrolment.user).options(contains_eager(Enrolment.user))
    in_order = found.where(*_asked(course_id, search, role)).order_by(User.name, User.id)
    enrolments = session.scalars(in_order.offset(offset).limit(limit)).all()
    last = _last_submissions(session, course_id, [each.user_id for each in enrolments])
    return [Member(each, last.get(each.user_id)) for each in enrolments]


def member(session: Session, course_id: int, user_id: int) -> Member | None:
    """Return one person of a course."""
    found = select(Enrolment).join(Enrolment.user).options(contains_eager(Enrolment.user))
    enrolment = session.scalar(found.where(Enrolment.course_id == course_id, Enrolment.user_id == user_id))
    return Member(enrolment, _last_submissions(session, course_id, [user_id]).get(user_id)) if enrolment else None


def lock_instructors(session: Session, course_id: int) -> set[int]:
    """Return the ids of a course's instructors; transactions that ask take turns, and see what the last one did."""
    found = select(Enrolment.user_id).where(Enrolment.course_id == course_id, Enrolment.role == Role.INSTRUCTOR)
    return set(session.scalars(found.order_by(Enrolment.id).with_for_update()))


def lock_user(session: Session, user_id: int) -> None:
    """Let transactions that decide about an account take turns, whatever their courses are."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def line_item_ids(session: Session, course_id: int) -> list[int]:
    """Return the line items of a course, always in the same order."""
    return list(session.scalars(select(LineItem.id).where(LineItem.course_id == course_id).order_by(LineItem.id)))


def is_beyond(session: Session, user_id: int, actor_id: int) -> bool:
    """Say whether somebody's account opens more than *actor_id* has as an instructor, or stands for more.

    It does if they are staff anywhere, are or were in a course that the actor does not teach, or have done something
    as staff that is in an audit log.
    """
    taught = select(Enrolment.course_id).where(Enrolment.user_id == actor_id, Enrolment.role == Role.INSTRUCTOR)
    elsewhere = select(Enrolment.id).where(
        Enrolment.user_id == user_id, or_(Enrolment.role != Role.STUDENT, Enrolment.course_id.not_in(taught))
    )
    handed_in = (
        select(Submission.id)
        .join(Submission.line_item)
        .where(Submission.student_id == user_id, LineItem.course_id.not_in(taught))
    )
    of_others = AuditEvent.student_id.is_distinct_from(AuditEvent.actor_id)
    acted = select(AuditEvent.id).where(AuditEvent.actor_id == user_id, of_others)
    return bool(session.scalar(select(or_(elsewhere.exists(), handed_in.exists(), acted.exists()))))


def enrolled(session: Session, course_id: int, emails: Iterable[str]) -> set[str]:
    """Return those of *emails* whose people are in a course."""
    found = select(User.email).join(User.enrolments).where(Enrolment.course_id == course_id)
    return {each for part in _chunks(emails) for each in session.scalars(found.where(User.email.in_(part)))}


def ids_by_email(session: Session, emails: Iterable[str]) -> dict[str, int]:
    """Return the ids of those of *emails* who have an account."""
    found = select(User.email, User.id)
    return {row[0]: row[1] for part in _chunks(emails) for row in session.execute(found.where(User.email.in_(part)))}


def lock_course(session: Session, course_id: int) -> None:
    """Let transactions that add many people to a course take turns."""
    session.execute(select(Course.id).where(Course.id == course_id).with_for_update(key_share=True))


def _asked(course_id: int, search: str, role: Role | None) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [Enrolment.course_id == course_id]
    if search:
        asked.append(or_(User.name.icontains(search, autoescape=True), User.email.icontains(search, autoescape=True)))
    if role:
        asked.append(Enrolment.role == role)
    return asked


def _last_submissions(session: Session, course_id: int, user_ids: list[int]) -> dict[int, datetime]:
    found = (
        select(Result.student_id, func.max(Submission.received_at))
        .join(Submission, Submission.id == Result.latest_submission_id)
        .join(LineItem, LineItem.id == Result.line_item_id)
        .where(LineItem.course_id == course_id, Result.student_id.in_(user_ids))
        .group_by(Result.student_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
    in_order = sorted(values)
    return (in_order[start : start + CHUNK] for start in range(0, len(in_order), CHUNK))
