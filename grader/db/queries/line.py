"""The line in front of the workers, as it looks to those who wait in it."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from grader.db.models import JobState, Run
from grader.db.queries import workers
from grader.db.queries.turns import in_turn, leased, running, up, waiting
from grader.domain import waiting as rules

LAST = 50
"""So many runs tell how long one takes."""


@dataclass(frozen=True)
class Outlook:
    """What a run has to expect."""

    place: int | None
    """So many runs will be begun up to and including this one; 0: it is being graded, None: it has ended."""
    wait_s: float | None = None
    """Until its turn comes; None: nothing is known."""
    is_stuck: bool = False
    """The line does not move."""


@dataclass(frozen=True)
class Line:
    """The whole line as it was at one time, for all who wait in it."""

    places: Mapping[int, int]
    """How many runs will be begun up to and including each one that waits, by id."""
    turns: Sequence[tuple[int, int]]
    """Priority and turn of each that waits, in their order; those on their way to a worker come before them."""
    running: int
    durations_s: Sequence[float]
    """Of the last runs that ended with a score."""
    is_stuck: bool

    def outlook(self, run: Run) -> Outlook:
        """Return what a run has to expect that waits; one that has come since is behind all others of its turn."""
        on_the_way = len(self.places) - len(self.turns)
        place = self.places.get(run.id) or on_the_way + bisect_right(self.turns, (run.priority, run.turn)) + 1
        return Outlook(place, rules.expected_wait_s(self.durations_s, place - 1, self.running), self.is_stuck)


def without_waiting(run: Run, now: datetime) -> Outlook | None:
    """Return what is known of a run that has ended or is being graded; None: it waits, and the line tells."""
    if run.state is not JobState.OPEN:
        return Outlook(None)
    is_held = run.token is not None and now < run.due <= now + Run.FARTHEST
    return Outlook(0) if is_held and run.started_at else None


def read(session: Session, now: datetime) -> Line:
    """Return the line as it is now."""
    on_the_way = leased(Run, now) & Run.started_at.is_(None)
    sent = session.scalars(select(Run.id).where(on_the_way).order_by(Run.due, Run.id)).all()
    in_line = session.execute(in_turn(Run, waiting(Run, now), now).add_columns(Run.priority, Run.turn)).all()
    places = {run_id: place for place, run_id in enumerate([*sent, *(row[0] for row in in_line)], 1)}
    turns = [(row[1], row[2]) for row in in_line]
    if not places:
        return Line({}, (), 0, (), is_stuck=False)
    under_way = _count(session, running(Run, now))
    return Line(places, turns, under_way, _durations_s(session), is_stuck(session, now))


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
    return slots == 0 or _count(session, running(Run, now)) < slots


def _durations_s(session: Session) -> list[float]:
    """Return how long the last runs took that ended with a score."""
    # a run's last lease ends soon after the run, and the index of the line has it
    last = select(Run.started_at, Run.finished_at).where(Run.state == JobState.DONE).order_by(Run.due.desc())
    times = session.execute(last.limit(LAST)).all()
    return [(finished - started).total_seconds() for started, finished in times if started and finished]


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Run).where(condition)) or 0
