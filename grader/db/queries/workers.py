"""The processes that work, as they last wrote of themselves."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from grader.db.models import Release, Worker

SILENCE = timedelta(seconds=20)
"""A worker writes every few seconds; one that has been silent for so long is taken for dead."""

MOST_SILENT = 10


def living(session: Session, now: datetime) -> list[Worker]:
    """Return the workers that live, by name."""
    return list(session.scalars(select(Worker).where(_lives(now)).order_by(Worker.name)))


def silent(session: Session, now: datetime) -> list[Worker]:
    """Return the workers that did not take leave and are taken for dead, those first that were seen last."""
    return list(session.scalars(select(Worker).where(~_lives(now)).order_by(Worker.seen_at.desc()).limit(MOST_SILENT)))


def slots(session: Session, now: datetime) -> int:
    """Return how many runs can be graded at the same time."""
    return session.scalar(select(func.coalesce(func.sum(Worker.slots), 0)).where(_works(now))) or 0


def window(session: Session, now: datetime) -> int:
    """Return how many rows may be leased: one for each slot, and one on its way to each worker."""
    return session.scalar(select(func.coalesce(func.sum(Worker.slots + 1), 0)).where(_works(now))) or 0


def release_in_force(session: Session) -> Release | None:
    """Return the release that was set up last; None: none yet."""
    return session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).first()


def _works(now: datetime) -> ColumnElement[bool]:
    return _lives(now) & (Worker.obstacle == "")


def _lives(now: datetime) -> ColumnElement[bool]:
    # a clock that was put back leaves times to come
    return Worker.seen_at.between(now - SILENCE, now + SILENCE)
