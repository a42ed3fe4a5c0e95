"""Requests that come twice are done once: who sends a key with a request gets the same answer again for a day.

A key is claimed in a transaction of its own. The deed and the answer to it are stored in another one, together: what
dies in between leaves a claim without an answer, and without a deed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import KeptAnswer
from grader.db.queries import api
from grader.errors import Refused, ServiceError

KEPT = timedelta(hours=24)
PATIENCE = timedelta(minutes=2)
"""A claim that is older and has no answer is of a process that died."""


class KeyReused(Refused):
    """A key came with another request than before."""


class UnderWay(Refused):
    """The request that claimed the key has no answer yet."""


class ClaimLost(ServiceError):
    """The request took so long that another one has claimed its key."""


@dataclass(frozen=True)
class Claim:
    """The right to do what a request asks for; some databases give the id of what was deleted to another one."""

    id: int
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What a request was answered."""

    status: int
    body: str


def claim(session: Session, token_id: int, key: str, request_digest: str, now: datetime) -> Claim | Answer:
    """Return a new claim, under which the deed may be done; or the answer that there is already.

    Raises:
        KeyReused: the key came with another request.
        UnderWay: the same request is being done.

    """
    session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < now - KEPT))
    unanswered = KeptAnswer.status.is_(None), KeptAnswer.created_at < now - PATIENCE
    session.execute(delete(KeptAnswer).where(KeptAnswer.token_id == token_id, KeptAnswer.key == key, *unanswered))
    made = KeptAnswer(token_id=token_id, key=key, request_digest=request_digest, created_at=now)
    if not try_insert(session, made):
        return _answer(api.kept_answer(session, token_id, key), request_digest)
    return Claim(made.id, now)


def keep(session: Session, claimed: Claim, answer: Answer) -> None:
    """Store the answer to a request, in the transaction of what was done.

    Raises:
        ClaimLost: the claim is gone; the transaction must be undone.

    """
    kept = (
        update(KeptAnswer)
        .where(*_its_row(claimed))
        .values(status=answer.status, body=answer.body)
        .returning(KeptAnswer.id)
    )
    if session.scalar(kept) is None:
        raise ClaimLost("the request was done in the meantime, or took too long")


def release(session: Session, claimed: Claim) -> None:
    """Give a key back: the request failed by a fault that is not its own, and may come again."""
    session.execute(delete(KeptAnswer).where(*_its_row(claimed)))


def _its_row(claimed: Claim) -> list[ColumnElement[bool]]:
    return [KeptAnswer.id == claimed.id, KeptAnswer.created_at == claimed.at, KeptAnswer.status.is_(None)]


def _answer(kept: KeptAnswer | None, request_digest: str) -> Answer:
    if kept is not None and kept.request_digest != request_digest:
        raise KeyReused("This key came with another request before. Use a new one for each thing that you do.")
    if kept is None or kept.status is None:
        raise UnderWay("The same request is being done at this moment. Ask again in a few seconds.")
    return Answer(kept.status, kept.body)
