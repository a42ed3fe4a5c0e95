"""What a column of the gradebook comes to over all students."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from grader.domain.scoring import CENT


@dataclass(frozen=True)
class Figures:
    """Of the students who are in the course now."""

    submitted: int = 0
    """Students who have handed in, graded or not."""
    graded: int = 0
    """Students who have a score."""
    mean: Decimal | None = None
    median: Decimal | None = None

    @classmethod
    def of(cls, results: Sequence[tuple[int | None, int]]) -> Self:
        """Return the figures of *results*: the score in cents, if there is one, and the attempts of each student."""
        scores = sorted(cents for cents, _ in results if cents is not None)
        submitted = sum(attempts > 0 for _, attempts in results)
        if not scores:
            return cls(submitted)
        middle = scores[(len(scores) - 1) // 2] + scores[len(scores) // 2]
        return cls(submitted, len(scores), _points(sum(scores), len(scores)), _points(middle, 2))


def _points(cents: int, divisor: int) -> Decimal:
    return (CENT * cents / divisor).quantize(CENT, ROUND_HALF_UP)
