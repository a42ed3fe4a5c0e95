"""What makes platforms tell of submissions: each is asked once, by a launch of an instructor that says where."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import JobState, NoticeHandler, utc_now
from grader.db.queries import notice_handlers as queries
from grader.domain.passing_back import Client
from grader.services.lti import keys


@dataclass(frozen=True)
class Order:
    """Who is to be asked, and where."""

    client: Client
    url: str


def want(session: Session, deployment_id: int, url: str) -> None:
    """Have a place in a platform asked at *url* soon, unless that was done there, or is about to be."""
    session.flush()
    handler = queries.of_deployment(session, deployment_id)
    if handler is None:
        if not try_insert(session, NoticeHandler(deployment_id=deployment_id, url=url, owner="notice_handlers")):
            want(session, deployment_id, url)
    elif handler.url != url or handler.state is JobState.FAILED:
        handler.url = url
        handler.reopen(utc_now())


def write(session: Session, handler_id: int, token: str, now: datetime) -> Order | None:
    """Return who is to be asked; None if nobody is, or *token* is not the newest lease."""
    handler = queries.held(session, handler_id, token)
    if handler is None:
        return None
    platform = handler.deployment.platform
    if platform.retired_at:
        handler.finish(now)
        return None
    return Order(keys.client(session, platform), handler.url)


def finish(session: Session, handler_id: int, token: str, now: datetime) -> bool:
    """Write down that a platform will tell; False, and nothing is written, when *token* is not the newest lease."""
    handler = queries.held(session, handler_id, token)
    if handler is None:
        return False
    handler.finish(now)
    return True
