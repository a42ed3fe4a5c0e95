"""Which grades the platforms of a course have: one row for each student, assignment and link."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from grader.db.models import (
    Context,
    Deployment,
    Enrolment,
    JobState,
    LineItem,
    Passback,
    Platform,
    ResourceLink,
    Result,
    Role,
    RosterSync,
    User,
)
from grader.domain.passing_back import FEW

MOST = 20
"""Reasons that are told; with more, the first ones say enough."""
IS_OPEN = Passback.state == JobState.OPEN
IS_FAILING = or_(Passback.state == JobState.FAILED, and_(IS_OPEN, Passback.times_failed > 0))


class Standing(StrEnum):
    """How a grade stands at a platform."""

    THERE = "there"
    WAITING = "waiting"
    FAILING = "failing"
    """It was not taken, the last time."""
    UNKNOWN = "unknown"
    """The student has not come from the platform yet."""


STANDING = case(
    (Passback.id.is_(None), Standing.UNKNOWN.value),
    (IS_FAILING, Standing.FAILING.value),
    (and_(Passback.state == JobState.DONE, Passback.sent_at.is_not(None)), Standing.THERE.value),
    else_=Standing.WAITING.value,
)


@dataclass(frozen=True)
class Asked:
    """Which grades are looked for."""

    course_id: int
    standing: Standing | None = None
    line_item_id: int | None = None


@dataclass(frozen=True)
class Grade:
    """A student's grade, and how it stands at a platform."""

    student: User
    line_item: LineItem
    platform: str
    result: Result
    passback: Passback | None
    standing: Standing


@dataclass(frozen=True)
class Refusals:
    """Grades or lists of people that failed at platforms for the same reason."""

    number: int
    words: str
    at: datetime | None
    """Of the newest."""


def counts(session: Session, course_id: int) -> dict[Standing, int]:
    """Return how many grades of a course stand how."""
    found = _of(select(STANDING, func.count()), Asked(course_id)).group_by(STANDING)
    known = {Standing(standing): number for standing, number in session.execute(found)}
    return {each: known.get(each, 0) for each in Standing}


def count(session: Session, asked: Asked) -> int:
    """Return how many grades are found."""
    return session.scalar(_of(select(func.count()), asked)) or 0


def page(session: Session, asked: Asked, *, offset: int, limit: int) -> list[Grade]:
    """Return some of them, by assignment and name."""
    found = _of(select(User, LineItem, Platform.name, Result, Passback, STANDING), asked)
    in_order = found.order_by(LineItem.position, User.name, User.id, ResourceLink.id)
    rows = session.execute(in_order.offset(offset).limit(limit))
    return [
        Grade(user, item, name, result, row, Standing(standing)) for user, item, name, result, row, standing in rows
    ]


def links(session: Session, course_id: int) -> list[Any]:
    """Return the links of a course: platform, assignment, and whether the platform takes grades for it."""
    has_place = or_(ResourceLink.ags_line_item_url.is_not(None), ResourceLink.ags_line_items_url.is_not(None))
    found = select(Platform.name, LineItem.title, LineItem.id.label("line_item_id"), has_place.label("takes_grades"))
    joined = _joined(found).where(Context.course_id == course_id, Platform.retired_at.is_(None))
    return list(session.execute(joined.order_by(Platform.name, LineItem.position, ResourceLink.id)))


def to_send_again(session: Session, course_id: int, passback_id: int | None = None) -> list[Passback]:
    """Return the failing passbacks of a course, or the one with this id whatever it is; held until the end."""
    wanted = IS_FAILING if passback_id is None else Passback.id == passback_id
    found = select(Passback).join(Passback.resource_link).join(ResourceLink.context)
    held = found.where(Context.course_id == course_id, wanted).order_by(Passback.id).with_for_update(of=Passback)
    return list(session.scalars(held.execution_options(populate_existing=True)))


def refusals(session: Session, course_id: int) -> list[Refusals]:
    """Return why grades of a course do not reach its platforms; a few failures may still pass."""
    given_up = Passback.state == JobState.FAILED
    lasting = or_(given_up, and_(IS_OPEN, Passback.times_failed >= FEW))
    words = func.coalesce(func.nullif(Passback.last_error, ""), Passback.error_message, "")
    newest = func.max(Passback.last_error_at)
    found = select(func.count(), words, newest).join(Passback.resource_link).join(ResourceLink.context)
    grouped = found.where(Context.course_id == course_id, lasting).group_by(words).order_by(func.count().desc(), words)
    return [Refusals(*row) for row in session.execute(grouped.limit(MOST))]


def failed_rosters(session: Session, course_id: int) -> list[Refusals]:
    """Return why lists of people of a course could not be fetched."""
    found = select(func.count(), RosterSync.error_message, func.max(RosterSync.finished_at)).join(RosterSync.context)
    failed = found.where(Context.course_id == course_id, RosterSync.state == JobState.FAILED)
    rows = session.execute(failed.group_by(RosterSync.error_message).limit(MOST))
    return [Refusals(number, words or "", at) for number, words, at in rows]


def _of(found: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    is_theirs = (Passback.resource_link_id == ResourceLink.id) & (Passback.student_id == Result.student_id)
    is_student = (Enrolment.course_id == Context.course_id) & (Enrolment.user_id == Result.student_id)
    joined = (
        _joined(found)
        .join(Result, Result.line_item_id == LineItem.id)
        .join(User, User.id == Result.student_id)
        .outerjoin(Passback, is_theirs)
        .outerjoin(Enrolment, is_student & (Enrolment.role == Role.STUDENT))
    )
    to_be_there = Result.score.is_not(None) & Enrolment.id.is_not(None)
    is_about = or_(Passback.id.is_not(None), to_be_there)
    joined = joined.where(Context.course_id == asked.course_id, Platform.retired_at.is_(None), is_about)
    if asked.standing:
        joined = joined.where(STANDING.in_([asked.standing.value]))
    if asked.line_item_id:
        joined = joined.where(LineItem.id == asked.line_item_id)
    return joined


def _joined(found: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        found.select_from(ResourceLink)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .join(Deployment.platform)
        .join(ResourceLink.line_item)
    )
