"""Endpoints of courses, messages to them, and deliveries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import (
    Context,
    Delivery,
    Deployment,
    Endpoint,
    Identity,
    JobState,
    Message,
    Platform,
    PostedGrade,
    Result,
)

FAILS_AFTER = 3
"""Failures in a row after which somebody should look: half an hour and more."""


@dataclass(frozen=True)
class Standing:
    """An endpoint, and how it fares."""

    endpoint: Endpoint
    waiting: int
    failures: int
    """In a row, of what is first in line."""
    last: Delivery | None

    @property
    def is_failing(self) -> bool:
        """Whether somebody should look."""
        return self.endpoint.problem is not None or self.failures >= FAILS_AFTER


@dataclass(frozen=True)
class Told:
    """What of a cell the world outside has not been told."""

    student_id: int
    score: Decimal | None
    attempt: int | None
    """That counts."""
    posted: PostedGrade | None
    """What it was told last."""


def listening(session: Session, course_id: int) -> list[Endpoint]:
    """Return the endpoints of a course; they are not deleted until the end of the transaction."""
    found = select(Endpoint).where(Endpoint.course_id == course_id).order_by(Endpoint.id)
    return list(session.scalars(found.with_for_update(read=True, key_share=True)))


def endpoint(session: Session, course_id: int, endpoint_id: int, *, lock: bool = False) -> Endpoint | None:
    """Return an endpoint of a course; with *lock*, who changes it or writes of its deliveries takes turns."""
    found = select(Endpoint).where(Endpoint.id == endpoint_id, Endpoint.course_id == course_id)
    return session.scalar(found.with_for_update().execution_options(populate_existing=True) if lock else found)


def count_endpoints(session: Session, course_id: int) -> int:
    """Return how many endpoints a course has."""
    return session.scalar(select(func.count()).where(Endpoint.course_id == course_id)) or 0


def standings(session: Session, course_id: int) -> list[Standing]:
    """Return the endpoints of a course, and how each fares."""
    endpoints = session.scalars(select(Endpoint).where(Endpoint.course_id == course_id).order_by(Endpoint.id)).all()
    return _standings(session, endpoints) if endpoints else []


def standing(session: Session, endpoint: Endpoint) -> Standing:
    """Return how an endpoint fares."""
    return _standings(session, [endpoint])[0]


def count_messages(session: Session, endpoint_id: int) -> int:
    """Return how many messages to an endpoint are kept."""
    return session.scalar(select(func.count()).where(Message.endpoint_id == endpoint_id)) or 0


def messages(session: Session, endpoint_id: int, *, offset: int, limit: int) -> list[tuple[Message, Delivery | None]]:
    """Return a page of messages to an endpoint, the newest first, each with its last delivery."""
    found = select(Message, Delivery).outerjoin(Delivery, Delivery.id == _last_delivery())
    page = found.where(Message.endpoint_id == endpoint_id).order_by(Message.id.desc())
    return [(row[0], row[1]) for row in session.execute(page.offset(offset).limit(limit))]


def message(session: Session, endpoint_id: int, message_id: int, *, lock: bool = False) -> Message | None:
    """Return a message to an endpoint; with *lock*, no worker writes to it until the end of the transaction."""
    found = select(Message).where(Message.id == message_id, Message.endpoint_id == endpoint_id)
    return session.scalar(found.with_for_update() if lock else found)


def deliveries(session: Session, message_id: int, limit: int) -> list[Delivery]:
    """Return the last deliveries of a message, the newest first."""
    found = select(Delivery).where(Delivery.message_id == message_id)
    return list(session.scalars(found.order_by(Delivery.id.desc()).limit(limit)))


def held(session: Session, message_id: int, token: str, *, lock: bool = False) -> Message | None:
    """Return a message with its endpoint if *token* is its newest lease; *lock* is that of :func:`endpoint`."""
    if lock:
        its = select(Message.endpoint_id).where(Message.id == message_id).scalar_subquery()
        session.scalar(select(Endpoint.id).where(Endpoint.id == its).with_for_update(key_share=True))
    found = select(Message).where(Message.id == message_id, Message.token == token, Message.state == JobState.OPEN)
    found = found.options(joinedload(Message.endpoint)).execution_options(populate_existing=True)
    return session.scalar(found.with_for_update(of=Message) if lock else found)


def untold(session: Session, line_item_id: int, student_id: int | None) -> list[Told]:
    """Return the cells of a line item, or that of one student, whose score is not what was told last."""
    its = (PostedGrade.line_item_id == Result.line_item_id) & (PostedGrade.student_id == Result.student_id)
    found = select(Result.student_id, Result.score, Result.counting_attempt, PostedGrade).outerjoin(PostedGrade, its)
    asked = [Result.line_item_id == line_item_id, Result.score.is_distinct_from(PostedGrade.score)]
    if student_id is not None:
        asked.append(Result.student_id == student_id)
    return [Told(*row) for row in session.execute(found.where(*asked).order_by(Result.student_id))]


def subjects(session: Session, course_id: int, student_ids: Collection[int]) -> dict[int, str]:
    """Return who students are at a platform that a course is connected with."""
    issuers = (
        select(Platform.issuer)
        .join(Deployment, Deployment.platform_id == Platform.id)
        .join(Context, Context.deployment_id == Deployment.id)
        .where(Context.course_id == course_id)
    )
    asked = Identity.user_id.in_(student_ids), Identity.issuer.in_(issuers)
    found = select(Identity.user_id, Identity.subject).where(*asked).order_by(Identity.id.desc())
    return {row[0]: row[1] for row in session.execute(found)}


def old(session: Session, before: datetime, limit: int) -> list[int]:
    """Return messages that ended before a moment, the oldest first."""
    return list(session.scalars(select(Message.id).where(*_ended(before)).order_by(Message.id).limit(limit)))


def count_old(session: Session, before: datetime) -> int:
    """Return how many messages ended before a moment."""
    return session.scalar(select(func.count()).select_from(Message).where(*_ended(before))) or 0


def _standings(session: Session, endpoints: Sequence[Endpoint]) -> list[Standing]:
    ids = [each.id for each in endpoints]
    of_open = select(Message.endpoint_id, func.count(), func.max(Message.deliveries_failed))
    is_open = Message.endpoint_id.in_(ids), Message.state == JobState.OPEN
    waiting = {row[0]: row for row in session.execute(of_open.where(*is_open).group_by(Message.endpoint_id))}
    newest = (
        select(func.max(Delivery.id)).join(Message).where(Message.endpoint_id.in_(ids)).group_by(Message.endpoint_id)
    )
    found = select(Message.endpoint_id, Delivery).join(Message).where(Delivery.id.in_(newest))
    last = {row[0]: row[1] for row in session.execute(found)}
    return [
        Standing(each, *(waiting[each.id][1:] if each.id in waiting else (0, 0)), last.get(each.id))
        for each in endpoints
    ]


def _ended(before: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Message.state != JobState.OPEN, Message.finished_at < before


def _last_delivery() -> ScalarSelect[int]:
    newest = select(func.max(Delivery.id)).where(Delivery.message_id == Message.id)
    return newest.correlate(Message).scalar_subquery()
