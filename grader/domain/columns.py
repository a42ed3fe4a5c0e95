"""What a column of the gradebook comes to over all students."""

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

    @classmethod
    def of(cls, submitted: int, graded: int, cents: int | None) -> Self:
        """Return the figures of a column whose scores sum to *cents*; None: there is no score."""
        if cents is None:
            return cls(submitted, graded)
        return cls(submitted, graded, (CENT * cents / graded).quantize(CENT, ROUND_HALF_UP))
