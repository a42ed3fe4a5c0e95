"""Whose turn it is: which rows of work are up, who has one, and in which order they are leased."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, func, not_, or_, select
from sqlalchemy.orm import Session

from grader.db.models import Job, JobState


def leased(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a worker has a row, or a message to one is on its way."""
    return (model.state == JobState.OPEN) & model.token.is_not(None) & not_(_is_due(model, now))


def running(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a worker has begun with a row."""
    return leased(model, now) & model.started_at.is_not(None)


def waiting(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has an open row."""
    return (model.state == JobState.OPEN) & or_(model.token.is_(None), _is_due(model, now))


def up(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row can be leased."""
    return (model.state == JobState.OPEN) & _is_due(model, now) & not_(model.is_held_up())


def in_turn(model: type[Job], condition: ColumnElement[bool], now: datetime) -> Select[int]:
    """Return the ids of the rows under *condition* in the order in which they are to be leased.

    Priority comes first. Within a priority owners take turns, and within a turn of theirs families do; what a family
    has leased already counts as turns that it has had. Who came first goes first within a turn.
    """
    had = _had_by_family(model, now)
    among_family = func.row_number().over(partition_by=(model.family, model.priority), order_by=(model.turn, model.id))
    family_turn = func.coalesce(had.c.had, 0) + among_family
    found = select(model.id).outerjoin(had, had.c.family == model.family).where(condition)
    return found.order_by(model.priority, model.turn, family_turn, model.id)


def next_turn(session: Session, model: type[Job], owner: str) -> int:
    """Return the turn of the next row of *owner*, who has to let others go first for each unfinished one."""
    last = select(func.max(model.turn)).where(model.state == JobState.OPEN, model.owner == owner)
    return (session.scalar(last) or 0) + 1


def _had_by_family(model: type[Job], now: datetime) -> Subquery:
    """Return how many rows each family has leased."""
    had = select(model.family, func.count().label("had")).where(leased(model, now))
    return had.group_by(model.family).subquery()


def _is_due(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that the time of a row has come; one that is too far ahead was set by another clock."""
    return or_(model.due <= now, model.due > now + model.FARTHEST)
