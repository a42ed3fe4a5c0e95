"""A student's result in one line item, folded from its grade events."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from grader.domain.scoring import best


@dataclass(frozen=True)
class Result:
    """What counts."""

    score: Decimal | None = None
    """None: nothing has been graded yet."""
    attempt: int | None = None
    """The attempt that earned it."""


NOTHING = Result()


def fold(events: Iterable[tuple[int, Decimal]]) -> Result:
    """Return the result of *events*, pairs of attempt and score in the order in which they were appended.

    A later event of an attempt, a regrade, replaces the earlier ones; of the attempts the best counts.
    """
    scores = dict(events)
    attempts = sorted(scores)
    position = best([scores[attempt] for attempt in attempts])
    return NOTHING if position is None else Result(scores[attempts[position]], attempts[position])
