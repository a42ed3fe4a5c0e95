"""The line in front of the workers, as it looks to those who wait in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from grader.db.models import JobState, Run, utc_now
from grader.db.queries import turns, workers
from grader.db.queries.turns import leased, up, waiting
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


def place(session: Session, run_id: int, now: datetime | None = None) -> int | None:
    """Return how many runs will be begun up to and including this one; 0: it is being graded, None: it has ended."""
    now = now or utc_now()
    run = session.get(Run, run_id, populate_existing=True)
    if run is None or run.state is not JobState.OPEN:
        return None
    on_the_way = leased(Run, now) & Run.started_at.is_(None)
    if run.token and now < run.due <= now + Run.FARTHEST:
        earlier = (Run.due < run.due) | ((Run.due == run.due) & (Run.id <= run.id))
        return 0 if run.started_at else _count(session, on_the_way & earlier)
    in_line = session.scalar(turns.place(Run, run_id, waiting(Run, now), now))
    return _count(session, on_the_way) + in_line if in_line else 0


def outlook(session: Session, run_id: int, now: datetime) -> Outlook:
    """Return what a run has to expect."""
    turn = place(session, run_id, now)
    if not turn:
        return Outlook(turn)
    running = _count(session, leased(Run, now) & Run.started_at.is_not(None))
    wait_s = rules.expected_wait_s(_durations_s(session), turn - 1, running)
    return Outlook(turn, wait_s, is_stuck(session, now))


def is_stuck(session: Session, now: datetime) -> bool:
    """Say whether no run has begun for long though some wait, in any course, and not because all slots are busy."""
    # ``due`` moves with each message that reaches nobody, and with each that cannot be sent
    never_begun = (Run.state == JobState.OPEN) & (Run.tries == 0)
    # the lease of what has begun since then ended later still
    of_late = Run.state.in_(JobState) & (Run.due > now - rules.STILL)
    never_begun_since = select(func.min(Run.created_at)).where(never_begun).scalar_subquery()
    up_again_since = select(func.min(Run.due)).where(up(Run, now), Run.tries > 0).scalar_subquery()
    last_begun_at = select(func.max(Run.started_at)).where(of_late).scalar_subquery()
    *since, last_begun = session.execute(select(never_begun_since, up_again_since, last_begun_at)).one()
    if not rules.is_stuck(min((at for at in since if at), default=None), last_begun, now):
        return False
    slots = workers.slots(session, now)
    return slots == 0 or _count(session, leased(Run, now) & Run.started_at.is_not(None)) < slots


def _durations_s(session: Session) -> list[float]:
    """Return how long the last runs took that ended with a score."""
    # a run's last lease ends soon after the run, and the index of the line has it
    last = select(Run.started_at, Run.finished_at).where(Run.state == JobState.DONE).order_by(Run.due.desc())
    times = session.execute(last.limit(LAST)).all()
    return [(finished - started).total_seconds() for started, finished in times if started and finished]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Run).where(condition)) or 0
