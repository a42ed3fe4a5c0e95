"""The line in front of the workers: whose turn it is."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from grader.db.models import Job, JobState, Run, utc_now
from grader.domain import waiting as rules

LAST = 50
"""So many runs tell how long one takes."""


@dataclass(frozen=True)
class Outlook:
    """What a run has to expect."""

    place: int | None
    """See :func:`place`."""
    wait_s: float | None = None
    """Until its turn comes; None: nothing is known."""
    is_stuck: bool = False
    """The line does not move."""


def leased(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a worker has a row, or a message to one is on its way."""
    return (model.state == JobState.OPEN) & model.token.is_not(None) & (model.due > now)


def waiting(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody has an open row."""
    return (model.state == JobState.OPEN) & or_(model.token.is_(None), model.due <= now)


def in_turn(model: type[Job], condition: ColumnElement[bool], now: datetime) -> Select[int]:
    """Return the ids of the rows under *condition* in the order in which they are to be leased.

    Priority comes first. Within a priority owners take turns, and what an owner has leased already counts as turns
    that it has had; who came first goes first within a turn.
    """
    of_owner = select(model.owner, func.count().label("had")).where(leased(model, now)).group_by(model.owner).subquery()
    own_place = func.row_number().over(partition_by=(model.owner, model.priority), order_by=model.id)
    turn = func.coalesce(of_owner.c.had, 0) + own_place
    found = select(model.id).outerjoin(of_owner, of_owner.c.owner == model.owner).where(condition)
    return found.order_by(model.priority, turn, model.id)


def place(session: Session, run_id: int, now: datetime | None = None) -> int | None:
    """Return how many runs will be begun up to and including this one; 0: it is being graded, None: it has ended."""
    now = now or utc_now()
    run = session.get(Run, run_id, populate_existing=True)
    if run is None or run.state is not JobState.OPEN:
        return None
    on_the_way = leased(Run, now) & Run.started_at.is_(None)
    if run.token and run.due > now:
        earlier = (Run.due < run.due) | ((Run.due == run.due) & (Run.id <= run.id))
        return 0 if run.started_at else _count(session, on_the_way & earlier)
    line = list(session.scalars(in_turn(Run, waiting(Run, now), now)))
    return _count(session, on_the_way) + line.index(run_id) + 1 if run_id in line else 0


def outlook(session: Session, run_id: int, now: datetime) -> Outlook:
    """Return what a run has to expect."""
    turn = place(session, run_id, now)
    if not turn:
        return Outlook(turn)
    running = _count(session, leased(Run, now) & Run.started_at.is_not(None))
    wait_s = rules.expected_wait_s(_durations_s(session), turn - 1, running)
    return Outlook(turn, wait_s, is_stuck(session, now))


def is_stuck(session: Session, now: datetime) -> bool:
    """Say whether no run has begun for long though some wait, in any course."""
    up = (Run.state == JobState.OPEN) & (Run.due <= now)
    # a message that reaches nobody is sent again and again, and ``due`` moves with it
    sent = leased(Run, now) & Run.started_at.is_(None) & (Run.tries == 0)
    # the lease of what has begun since then ended later still
    of_late = Run.state.in_(JobState) & (Run.due > now - rules.STILL)
    up_since = select(func.min(Run.due)).where(up).scalar_subquery()
    sent_since = select(func.min(Run.created_at)).where(sent).scalar_subquery()
    last_begun_at = select(func.max(Run.started_at)).where(of_late).scalar_subquery()
    *since, last_begun = session.execute(select(up_since, sent_since, last_begun_at)).one()
    return rules.is_stuck(min((at for at in since if at), default=None), last_begun, now)


def _durations_s(session: Session) -> list[float]:
    """Return how long the last runs took that ended with a score."""
    # a run's last lease ends soon after the run, and the index of the line has it
    last = select(Run.started_at, Run.finished_at).where(Run.state == JobState.DONE).order_by(Run.due.desc())
    times = session.execute(last.limit(LAST)).all()
    return [(finished - started).total_seconds() for started, finished in times if started and finished]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Run).where(condition)) or 0
