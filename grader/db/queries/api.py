"""What programs ask for: tokens, answers that are kept, and lists that go on after the last id that was seen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from grader.db.models import (
    ApiToken,
    Context,
    Course,
    Delivery,
    Enrolment,
    KeptAnswer,
    LineItem,
    Message,
    Passback,
    Regrade,
    ResourceLink,
    Role,
    Submission,
    User,
)


@dataclass(frozen=True)
class Window:
    """A part of a list by ids; one row more than *limit* is read, to know whether the list goes on."""

    after: int
    limit: int


def token(session: Session, token_hash: str) -> ApiToken | None:
    """Return a token with its user."""
    return session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash).options(joinedload(ApiToken.user)))


def tokens_of(session: Session, user_id: int) -> list[ApiToken]:
    """Return somebody's tokens, the newest first."""
    return list(session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())))


def kept_answer(session: Session, token_id: int, key: str) -> KeptAnswer | None:
    """Return the answer that is kept for a key."""
    return session.scalar(select(KeptAnswer).where(KeptAnswer.token_id == token_id, KeptAnswer.key == key))


def enrolments(session: Session, user_id: int, window: Window) -> list[Enrolment]:
    """Return what somebody is in which course, with the courses."""
    found = select(Enrolment).join(Enrolment.course).where(Enrolment.user_id == user_id, Course.id > window.after)
    found = found.options(contains_eager(Enrolment.course)).order_by(Course.id)
    return list(session.scalars(found.limit(window.limit + 1)))


def line_items(session: Session, course_id: int, window: Window, *, is_published_only: bool) -> list[LineItem]:
    """Return line items of a course."""
    found = select(LineItem).where(LineItem.course_id == course_id, LineItem.id > window.after)
    found = found.where(LineItem.is_published) if is_published_only else found
    return list(session.scalars(found.order_by(LineItem.id).limit(window.limit + 1)))


def submissions(
    session: Session, line_item_id: int, student_id: int | None, since: datetime | None, window: Window
) -> list[Submission]:
    """Return attempts at a line item with their runs; those of one student, or since a time, if that is asked for."""
    found = select(Submission).where(Submission.line_item_id == line_item_id, Submission.id > window.after)
    if student_id is not None:
        found = found.where(Submission.student_id == student_id)
    if since is not None:
        found = found.where(Submission.received_at >= since)
    found = found.options(selectinload(Submission.runs)).order_by(Submission.id)
    return list(session.scalars(found.limit(window.limit + 1)))


def students(session: Session, course_id: int, window: Window) -> list[User]:
    """Return students of a course."""
    enrolled = Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT
    found = select(User).join(Enrolment, Enrolment.user_id == User.id).where(*enrolled, User.id > window.after)
    return list(session.scalars(found.order_by(User.id).limit(window.limit + 1)))


def regrades(session: Session, line_item_id: int, window: Window) -> list[Regrade]:
    """Return regrades of a line item."""
    found = select(Regrade).where(Regrade.line_item_id == line_item_id, Regrade.id > window.after)
    return list(session.scalars(found.order_by(Regrade.id).limit(window.limit + 1)))


def messages(session: Session, endpoint_id: int, window: Window) -> list[Message]:
    """Return messages to an endpoint."""
    found = select(Message).where(Message.endpoint_id == endpoint_id, Message.id > window.after)
    return list(session.scalars(found.order_by(Message.id).limit(window.limit + 1)))


def deliveries(session: Session, message_id: int, window: Window) -> list[Delivery]:
    """Return deliveries of a message."""
    found = select(Delivery).where(Delivery.message_id == message_id, Delivery.id > window.after)
    return list(session.scalars(found.order_by(Delivery.id).limit(window.limit + 1)))


def passbacks(session: Session, course_id: int, window: Window) -> list[Passback]:
    """Return grades of a course for platforms, with the links that they are for."""
    its = joinedload(Passback.resource_link)
    found = select(Passback).join(Passback.resource_link).join(ResourceLink.context).options(its)
    found = found.where(Context.course_id == course_id, Passback.id > window.after).order_by(Passback.id)
    return list(session.scalars(found.limit(window.limit + 1)))
