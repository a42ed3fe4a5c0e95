"""What a column of the gradebook comes to over all students."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from grader.domain.scoring import CENT


class Share(NamedTuple):
    """Students who have the same score."""

    cents: int | None
    """None: no score yet."""
    students: int
    submitted: int
    """Those of them who have handed in; the others' score was given by hand."""


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
    def of(cls, shares: Iterable[Share]) -> Self:
        """Return the figures of a column, of which no score comes twice in *shares*."""
        every = list(shares)
        submitted = sum(share.submitted for share in every)
        scored = sorted((share.cents, share.students) for share in every if share.cents is not None)
        if not scored:
            return cls(submitted)
        graded, total = sum(students for _, students in scored), sum(cents * students for cents, students in scored)
        middle = _at(scored, (graded - 1) // 2) + _at(scored, graded // 2)
        return cls(submitted, graded, _points(total, graded), _points(middle, 2))


def _at(scored: Iterable[tuple[int, int]], place: int) -> int:
    """Return the score of the student at *place*, counted from the lowest."""
    for cents, students in scored:
        if place < students:
            return cents
        place -= students
    raise IndexError(place)


def _points(cents: int, divisor: int) -> Decimal:
    return (CENT * cents / divisor).quantize(CENT, ROUND_HALF_UP)
