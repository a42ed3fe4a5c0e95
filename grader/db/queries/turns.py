"""Whose turn it is: which rows of work are up, who has one, and in which order they are leased."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from grader.db.models import Job, JobState


def leased(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a worker has a row, or a message to one is on its way."""
    return (model.state == JobState.OPEN) & model.token.is_not(None) & not_(_is_due(model, now))


def waiting(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has an open row."""
    return (model.state == JobState.OPEN) & or_(model.token.is_(None), _is_due(model, now))


def up(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row can be leased."""
    return (model.state == JobState.OPEN) & _is_due(model, now)


def in_turn(model: type[Job], condition: ColumnElement[bool], now: datetime) -> Select[int]:
    """Return the ids of the rows under *condition* in the order in which they are to be leased.

    Priority comes first. Within a priority owners take turns, and within a turn of theirs families do; what an owner
    or a family has leased already counts as turns that it has had. Who came first goes first within a turn.
    """
    places = _places(model, condition, now)
    return select(places.c.id).order_by(places.c.place)


def place(model: type[Job], row: int, condition: ColumnElement[bool], now: datetime) -> Select[int]:
    """Return the place of *row* among those under *condition*, from 1."""
    places = _places(model, condition, now)
    return select(places.c.place).where(places.c.id == row)


def _places(model: type[Job], condition: ColumnElement[bool], now: datetime) -> Subquery:
    of_owner, of_family = _had(model.owner, model, now), _had(model.family, model, now)
    own_place = func.row_number().over(partition_by=(model.owner, model.priority), order_by=model.id)
    turn = (func.coalesce(of_owner.c.had, 0) + own_place).label("turn")
    found = (
        select(model.id, model.priority, model.family, turn)
        .outerjoin(of_owner, of_owner.c.who == model.owner)
        .where(condition)
        .subquery()
    )
    among_family = func.row_number().over(
        partition_by=(found.c.family, found.c.priority), order_by=(found.c.turn, found.c.id)
    )
    family_turn = func.coalesce(of_family.c.had, 0) + among_family
    ranked = (
        select(found.c.id, found.c.priority, found.c.turn, family_turn.label("family_turn"))
        .outerjoin(of_family, of_family.c.who == found.c.family)
        .subquery()
    )
    order = ranked.c.priority, ranked.c.turn, ranked.c.family_turn, ranked.c.id
    return select(ranked.c.id, func.row_number().over(order_by=order).label("place")).subquery()


def _had(whose: InstrumentedAttribute[Any], model: type[Job], now: datetime) -> Subquery:
    """Return how many rows each has leased."""
    return select(whose.label("who"), func.count().label("had")).where(leased(model, now)).group_by(whose).subquery()


def _is_due(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that the time of a row has come; one that is too far ahead was set by another clock."""
    return or_(model.due <= now, model.due > now + model.FARTHEST)
