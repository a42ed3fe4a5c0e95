"""Who has which row: leases, and nothing but database rows.

A lease is a token in the row and a time, ``due``, until which it holds. Only the newest lease may write. A row whose
``due`` has passed is up again: after a backoff, a lost message or a dead worker, it is all the same.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, exists, func, select, update
from sqlalchemy.orm import Session

from grader.db.models import Job, JobState
from grader.db.queries.turns import in_turn, leased, up
from grader.domain.traces import plain
from grader.exam.report import Problem

MESSAGE_LENGTH = 20_000
LONGEST_PAUSE = timedelta(seconds=60)
UNSYNCHRONISED = {"synchronize_session": False}


@dataclass(frozen=True)
class Lease:
    """The right to work on a row."""

    id: int
    token: str


def are_up(session: Session, windows: Mapping[type[Job], int], now: datetime) -> set[type[Job]]:
    """Return the models with rows to lease, and fewer of them leased than their windows."""
    asked = [exists().where(up(model, now)) & (_leased(model, now) < window) for model, window in windows.items()]
    return {model for model, is_up in zip(windows, session.execute(select(*asked)).one(), strict=True) if is_up}


def take(session: Session, model: type[Job], *, window: int, until: datetime, now: datetime) -> list[Lease]:
    """Lease the rows whose turn it is, so many that *window* are leased at all, and return them in their order.

    Any number of processes may do this at once: no row is leased twice.
    """
    taken = session.scalar(select(_leased(model, now))) or 0
    if taken >= window:
        return []
    wanted = session.scalars(in_turn(model, up(model, now), now).limit(window - taken)).all()
    token = uuid.uuid4().hex
    got = session.scalars(
        update(model)
        .where(model.id.in_(_free(model, model.id.in_(wanted) & up(model, now))))
        .values(token=token, due=until, started_at=None)
        .returning(model.id),
        execution_options=UNSYNCHRONISED,
    ).all()
    return [Lease(row, token) for row in wanted if row in set(got)]


def begin(session: Session, model: type[Job], lease: Lease, *, until: datetime, now: datetime) -> int | None:
    """Begin a try and return its number, from 1; None: the lease is an old one, or the try has begun already."""
    fresh = _held(model, lease) & model.started_at.is_(None)
    values = {"due": until, "started_at": now, "tries": model.tries + 1, **model.AT_BEGIN}
    begun = update(model).where(fresh).values(values).returning(model.tries)
    return session.scalar(begun, execution_options=UNSYNCHRONISED)


def renew(session: Session, model: type[Job], lease: Lease, until: datetime) -> bool:
    """Hold the lease until *until*; False: it has been lost."""
    return _write(session, model, lease, due=until)


def give_back(session: Session, model: type[Job], lease: Lease, now: datetime) -> bool:
    """Let others have the row at once; a try that had begun does not count."""
    begun = case((model.started_at.is_not(None), 1), else_=0)
    return _write(session, model, lease, token=None, due=now, started_at=None, tries=model.tries - begun)


def try_again(session: Session, model: type[Job], lease: Lease, problem: Problem, due: datetime) -> bool:
    """Let the row be up again at *due*."""
    return _write(session, model, lease, token=None, due=due, started_at=None, **_described(problem))


def fail(session: Session, model: type[Job], lease: Lease, problem: Problem, now: datetime) -> bool:
    """Give the row up."""
    ended = {"state": JobState.FAILED, "token": None, "finished_at": now}
    return _write(session, model, lease, **ended, **_described(problem))


def bury(session: Session, model: type[Job], tries: int, now: datetime) -> tuple[list[Job], Problem]:
    """Give up the rows whose workers died *tries* times; return them, and why."""
    worn_out = up(model, now) & (model.tries >= tries)
    problem = Problem("service", "worker_lost", f"The process that ran it ended {tries} times before it was done.")
    ended = {"state": JobState.FAILED, "token": None, "finished_at": now, **_described(problem)}
    buried = update(model).where(model.id.in_(_free(model, worn_out))).values(ended).returning(model)
    return list(session.scalars(buried, execution_options=UNSYNCHRONISED)), problem


def reclaim(session: Session, model: type[Job], now: datetime) -> None:
    """Take every lease back; for a process that knows that all other workers are dead."""
    held = (model.state == JobState.OPEN) & model.token.is_not(None)
    freed = update(model).where(held).values(token=None, due=now, started_at=None)
    session.execute(freed, execution_options=UNSYNCHRONISED)


def backoff(tries: int) -> timedelta:
    """Return how long to wait after this many tries: 2, 8, 18, 32, 50, and then 60 s."""
    return min(timedelta(seconds=2 * tries * tries), LONGEST_PAUSE)


def _leased(model: type[Job], now: datetime) -> ScalarSelect[int]:
    return select(func.count()).select_from(model).where(leased(model, now)).scalar_subquery()


def _free(model: type[Job], condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Lock the rows under *condition* that nobody else is just writing; those who wait in two orders would deadlock."""
    return select(model.id).where(condition).with_for_update(skip_locked=True).scalar_subquery()


def _held(model: type[Job], lease: Lease) -> ColumnElement[bool]:
    return (model.id == lease.id) & (model.token == lease.token) & (model.state == JobState.OPEN)


def _write(session: Session, model: type[Job], lease: Lease, **values: Any) -> bool:
    written = update(model).where(_held(model, lease)).values(**values).returning(model.id)
    return session.scalar(written, execution_options=UNSYNCHRONISED) is not None


def _described(problem: Problem) -> dict[str, str]:
    message = plain(problem.message, MESSAGE_LENGTH)
    return {"fault": problem.fault, "error_kind": plain(problem.kind, 64), "error_message": message}
