"""In what order runs began, and in which they should have: as their rows tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.db.models import Run


@dataclass(frozen=True)
class Entry:
    """A run that was graded."""

    id: int
    owner: str
    priority: int
    came_at: datetime
    began_at: datetime
    ended_at: datetime
    turn: int
    """Which of its owner's it was in the line: 1 when none of theirs was unfinished as it came."""

    @property
    def rank(self) -> tuple[int, int]:
        """What comes before who came first."""
        return self.priority, self.turn


def entries(session: Session, after: int = 0) -> list[Entry]:
    """Return the runs with ids above *after*; all of them must have been graded at their first try."""
    found: list[Entry] = []
    for run in session.scalars(select(Run).where(Run.id > after).order_by(Run.id)):
        assert run.started_at, f"run {run.id} has not begun"
        assert run.finished_at, f"run {run.id} has not ended"
        assert run.score is not None, f"run {run.id} has no score: {run.error_message}"
        assert run.tries == 1, f"run {run.id} was tried {run.tries} times"
        before = [each for each in found if each.owner == run.owner and each.ended_at > run.created_at]
        turn = 1 + max((each.turn for each in before), default=0)
        times = run.created_at, run.started_at, run.finished_at
        found.append(Entry(run.id, run.owner, run.priority, *times, turn))
    return found


def passed_by(waiting: Entry, every: Iterable[Entry]) -> list[Entry]:
    """Return what began while *waiting* waited, though its turn was later."""
    return [each for each in every if waiting.came_at < each.began_at < waiting.began_at and each.rank > waiting.rank]


def most_passed_by(waiting: Iterable[Entry], others: Sequence[Entry]) -> int:
    """Return how many of *others* passed by the one that most of them did."""
    return max((len(passed_by(each, others)) for each in waiting), default=0)


def jumps(every: Sequence[Entry]) -> int:
    """Return how often a later one of somebody's began while the first of another waited that had come before it."""
    firsts = [each for each in every if each.turn == 1]
    later = [each for each in every if each.turn > 1]
    return sum(
        first.came_at < each.came_at and each.began_at < first.began_at and each.priority >= first.priority
        for each in later
        for first in firsts
        if first.owner != each.owner
    )
