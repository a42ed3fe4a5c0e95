"""How much there is to do: open rows by kind, stage and priority."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import case, func, literal, select
from sqlalchemy.orm import Session

from grader.db.models import Job, JobState
from grader.db.queries.kinds import ROWS
from grader.db.queries.turns import leased, running


class Stage(StrEnum):
    """How far an open row is."""

    WAITING = "waiting"
    SENT = "sent"
    """A message to a worker is on its way, or waits there for a slot."""
    RUNNING = "running"


@dataclass(frozen=True)
class Load:
    """Open rows that have kind, stage and priority in common."""

    kind: str
    stage: Stage
    priority: int
    rows: int
    oldest_s: float
    """How long ago the oldest was begun, if they run, and otherwise queued."""


def load(session: Session, now: datetime) -> list[Load]:
    """Return what there is to do; it reads open rows only, by the indices of the queues."""
    return [each for model in dict.fromkeys(rows.model for rows in ROWS.values()) for each in _of(session, model, now)]


def _of(session: Session, model: type[Job], now: datetime) -> list[Load]:
    stages = (running(model, now), literal(Stage.RUNNING)), (leased(model, now), literal(Stage.SENT))
    stage = case(*stages, else_=literal(Stage.WAITING)).label("stage")
    queued_at = getattr(model, "created_at", model.due)
    since = case((leased(model, now), func.coalesce(model.started_at, queued_at)), else_=queued_at)
    open_rows = (
        select(stage, model.priority.label("priority"), since.label("since"))
        .where(model.state == JobState.OPEN)
        .subquery()
    )
    columns = open_rows.c.stage, open_rows.c.priority
    found = session.execute(select(*columns, func.count(), func.min(open_rows.c.since)).group_by(*columns))
    return [
        Load(model.__name__, Stage(at), priority, rows, max(0.0, (now - oldest).total_seconds()))
        for at, priority, rows, oldest in found
    ]
