"""The outbox: messages are written in the transaction that does what they tell of, and sent later."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import Endpoint, Message


@dataclass(frozen=True)
class Event:
    """Something that happened: ids and numbers, never names, addresses or code."""

    type: str
    data: dict[str, Any]
    student_id: int | None = None
    """Whom it is about."""


def tell(session: Session, endpoints: Sequence[Endpoint], events: Iterable[Event], now: datetime) -> None:
    """Queue a message for each of *endpoints* and each event that it wants; those that are paused get theirs later."""
    for event in events:
        for endpoint in endpoints:
            if event.type in endpoint.events:
                session.add(message(endpoint, event, now))
    session.flush()


def message(endpoint: Endpoint, event: Event, now: datetime) -> Message:
    """Return what tells *endpoint* of *event*."""
    body = {"type": event.type, "timestamp": in_utc(now), "data": event.data}
    return Message(
        endpoint_id=endpoint.id,
        webhook_id=f"msg_{uuid.uuid4().hex}",
        student_id=event.student_id,
        type=event.type,
        body=json.dumps(body, separators=(",", ":")),
        owner=f"endpoint:{endpoint.id}",
        family=str(endpoint.id),
        created_at=now,
    )


def in_utc(at: datetime) -> str:
    """Return an aware UTC time as ``2026-11-22T09:08:46.711Z``."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
