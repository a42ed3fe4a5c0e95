"""Endpoints of a course: who is told, of what, and whether it can be believed to come from us."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader import outside
from grader.db.models import Delivery, Endpoint, JobState, Message, User, utc_now
from grader.db.queries import webhooks as queries
from grader.domain.webhooks import TEST, EventType
from grader.errors import NotFound, Refused
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.webhooks import outbox
from grader.services.webhooks.outbox import Event

MOST = 10
"""Endpoints of a course."""
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)
"""So long the secret that was exchanged for another signs as well."""
KEPT = timedelta(days=30)
"""So long messages are kept after their end, with the log of their deliveries."""
SKIPPED = {"error_kind": "skipped", "error_message": "Somebody skipped it."}
UNSYNCHRONISED = {"synchronize_session": False}


def find(session: Session, actor: User, course_id: int, endpoint_id: int, *, lock: bool = False) -> Endpoint:
    """Return an endpoint of a course to its instructors; with *lock*, who would change it waits.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    require_instructor(session, actor, course_id)
    found = queries.endpoint(session, course_id, endpoint_id, lock=lock) if endpoint_id <= LAST_ID else None
    if found is None:
        raise NotFound("There is no such endpoint in this course.")
    return found


def add(
    session: Session, actor: User, course_id: int, url: str, events: Collection[str], *, allow_private: bool
) -> Endpoint:
    """Return a new endpoint; its secret is to be shown now, and never again.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of the course.
        Refused: the address cannot be one, nothing is to be told, or there are too many.

    """
    require_instructor(session, actor, course_id)
    wanted = _checked(events)
    url = url.strip()
    outside.check_address(url, allow_private=allow_private)
    if queries.count_endpoints(session, course_id) >= MOST:
        raise Refused(f"A course has {MOST} endpoints at most. Delete one that nobody needs any more.")
    endpoint = Endpoint(course_id=course_id, url=url, events=wanted, secret=_new_secret())
    session.add(endpoint)
    session.flush()
    _note(session, actor, endpoint, added=wanted)
    return endpoint


def choose(session: Session, actor: User, course_id: int, endpoint_id: int, events: Collection[str]) -> Endpoint:
    """Have an endpoint be told of *events* from now on.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.
        Refused: nothing is to be told, or what does not exist.

    """
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    wanted = _checked(events)
    if wanted != endpoint.events:
        _note(session, actor, endpoint, before=endpoint.events, after=wanted)
        endpoint.events = wanted
    return endpoint


def pause(session: Session, actor: User, course_id: int, endpoint_id: int) -> Endpoint:
    """Send nothing more to an endpoint; what there is to tell waits.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    if not endpoint.is_paused:
        endpoint.is_paused = True
        _note(session, actor, endpoint, paused=True)
    return endpoint


def resume(session: Session, actor: User, course_id: int, endpoint_id: int) -> Endpoint:
    """Send what waits for an endpoint, in its order and at once, whatever had been the matter.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    if endpoint.is_paused or endpoint.problem:
        _note(session, actor, endpoint, resumed=True)
    endpoint.is_paused, endpoint.problem = False, None
    waits = Message.endpoint_id == endpoint.id, Message.state == JobState.OPEN, Message.token.is_(None)
    anew = update(Message).where(*waits).values(due=utc_now(), deliveries_failed=0)
    session.execute(anew, execution_options=UNSYNCHRONISED)
    return endpoint


def rotate(session: Session, actor: User, course_id: int, endpoint_id: int, now: datetime) -> Endpoint:
    """Give an endpoint another secret, to be shown now and never again; the old one signs as well for a day.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now + OVERLAP
    endpoint.secret = _new_secret()
    _note(session, actor, endpoint, another_secret=True)
    return endpoint


def remove(session: Session, actor: User, course_id: int, endpoint_id: int) -> None:
    """Delete an endpoint with all that waits for it, and the log of its deliveries.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    _note(session, actor, endpoint, deleted=True)
    theirs = select(Message.id).where(Message.endpoint_id == endpoint.id)
    session.execute(delete(Delivery).where(Delivery.message_id.in_(theirs)), execution_options=UNSYNCHRONISED)
    session.execute(delete(Message).where(Message.endpoint_id == endpoint.id), execution_options=UNSYNCHRONISED)
    session.delete(endpoint)
    session.flush()


def test(session: Session, actor: User, course_id: int, endpoint_id: int) -> Message:
    """Queue a message that tells of nothing, behind all that waits.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint = find(session, actor, course_id, endpoint_id)
    message = outbox.message(endpoint, Event(TEST, {"course": {"id": course_id}}), utc_now())
    session.add(message)
    session.flush()
    return message


def send_again(session: Session, actor: User, course_id: int, endpoint_id: int, message_id: int) -> Message:
    """Queue a message once more, with its ``webhook-id``; one that waits is tried at once.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint or message.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint, message = _message(session, actor, course_id, endpoint_id, message_id)
    message.reopen(utc_now())
    message.deliveries_failed = 0
    _note(session, actor, endpoint, sent_again=message.webhook_id)
    session.flush()
    return message


def skip(session: Session, actor: User, course_id: int, endpoint_id: int, message_id: int) -> Message:
    """Let a message that waits not be sent, so that the next one can be.

    Raises:
        NotFound: the actor is not in the course, or there is no such endpoint or message.
        NotAllowed: the actor is no instructor of the course.

    """
    endpoint, message = _message(session, actor, course_id, endpoint_id, message_id)
    if message.state is JobState.OPEN:
        message.give_up(utc_now())
        message.error_kind, message.error_message = SKIPPED["error_kind"], SKIPPED["error_message"]
        _note(session, actor, endpoint, skipped=message.webhook_id)
    session.flush()
    return message


def delete_old(session: Session, before: datetime, limit: int) -> int:
    """Delete messages that ended before a moment with their deliveries, at most *limit*; return how many."""
    ids = queries.old(session, before, limit)
    session.execute(delete(Delivery).where(Delivery.message_id.in_(ids)), execution_options=UNSYNCHRONISED)
    session.execute(delete(Message).where(Message.id.in_(ids)), execution_options=UNSYNCHRONISED)
    return len(ids)


def _message(
    session: Session, actor: User, course_id: int, endpoint_id: int, message_id: int
) -> tuple[Endpoint, Message]:
    endpoint = find(session, actor, course_id, endpoint_id, lock=True)
    message = queries.message(session, endpoint_id, message_id, lock=True) if message_id <= LAST_ID else None
    if message is None:
        raise NotFound("There is no such message, or it has been deleted.")
    return endpoint, message


def _checked(events: Collection[str]) -> list[str]:
    """Return the types of *events* in their usual order."""
    unknown = set(events) - set(EventType)
    if unknown:
        raise Refused("There are no such events. Choose among those of the list.")
    if not events:
        raise Refused("Choose at least one event: an endpoint that wants none is told nothing.")
    return [each.value for each in EventType if each in events]


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _note(session: Session, actor: User, endpoint: Endpoint, **detail: Any) -> None:
    target = f"Endpoint {endpoint.id} at {endpoint.host}"
    audit.note(session, actor, endpoint.course_id, Action.CHANGED_WEBHOOKS, target, **detail)
