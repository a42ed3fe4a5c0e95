"""Deliveries: what is sent next, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from grader.db.models import Delivery, Endpoint, Message
from grader.db.queries import webhooks as queries
from grader.domain import webhooks as rules
from grader.domain.retrying import chance

GONE = 410
GONE_FOR_GOOD = "It answered 410: it wants nothing any more."
A_DAY = "Nothing was taken for a day. The last reason: "


@dataclass(frozen=True)
class Letter:
    """What is to be sent."""

    endpoint_id: int
    url: str
    secrets: tuple[str, ...]
    """Each signs it: while one is exchanged for another, receivers know one of the two."""
    webhook_id: str
    body: str


@dataclass(frozen=True)
class Attempt:
    """What became of one try to send it."""

    at: datetime
    duration_s: float
    request_headers: dict[str, str]
    status: int | None = None
    """Of the answer; None: there was none."""
    answer: str = ""
    error: str = ""
    """Why it does not count as delivered; empty: it does."""
    retry_after: timedelta | None = None


def letter(session: Session, message_id: int, token: str, now: datetime) -> Letter | None:
    """Return what is to be sent; None: *token* is not the newest lease, or there is no such message any more."""
    message = queries.held(session, message_id, token)
    if message is None:
        return None
    endpoint = message.endpoint
    return Letter(endpoint.id, endpoint.url, _secrets(endpoint, now), message.webhook_id, message.body)


def write_down(session: Session, message_id: int, token: str, attempt: Attempt, now: datetime) -> bool:
    """Write down what became of a try, and what follows; False, and nothing is written: *token* is an old lease."""
    message = queries.held(session, message_id, token, lock=True)
    if message is None:
        return False
    session.add(
        Delivery(
            message_id=message.id,
            at=attempt.at,
            duration_s=attempt.duration_s,
            request_headers=attempt.request_headers,
            status=attempt.status,
            answer=attempt.answer,
            error=attempt.error,
        )
    )
    if attempt.error:
        _put_off(message, attempt, now)
    else:
        message.finish(now)
        message.deliveries_failed = 0
    session.flush()
    return True


def _put_off(message: Message, attempt: Attempt, now: datetime) -> None:
    """Let the message be tried again; it was answered, so only tries of workers that died count as its own."""
    message.deliveries_failed += 1
    pause = rules.pause(message.deliveries_failed, chance(), attempt.retry_after)
    message.put_off(now + (pause or timedelta(0)))
    if attempt.status == GONE:
        message.endpoint.problem = GONE_FOR_GOOD
    elif pause is None:
        message.endpoint.problem = A_DAY + attempt.error


def _secrets(endpoint: Endpoint, now: datetime) -> tuple[str, ...]:
    is_old_good = endpoint.old_secret_until is not None and now < endpoint.old_secret_until
    return (endpoint.secret, endpoint.old_secret) if endpoint.old_secret and is_old_good else (endpoint.secret,)
