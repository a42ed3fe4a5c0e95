"""From outcomes and a rubric to a score, in exact points."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MAX_SCORE = 100
CENT = Decimal("0.01")


class Outcome(StrEnum):
    """What became of one test."""

    PASSED = "passed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    NOT_RUN = "not_run"
    ERRORED = "errored"
    """The test itself is broken, or we are: nobody's zero."""


def share(points: int, tests: int) -> list[Decimal]:
    """Divide *points* among *tests* to the cent; the shares add up to exactly *points*."""
    cents, rest = divmod(points * 100, tests)
    return [CENT * (cents + (1 if position < rest else 0)) for position in range(tests)]


def total(points: Iterable[Decimal]) -> Decimal:
    """Return the sum of *points*, with two places."""
    return sum(points, Decimal(0)).quantize(CENT)


def after_deduction(score: Decimal, percent: int) -> Decimal:
    """Return *score* less *percent* of it, to the cent; half a cent is the student's."""
    return (score * (100 - percent) / 100).quantize(CENT, ROUND_HALF_UP)


def best(scores: Sequence[Decimal]) -> int:
    """Return the position of the first of the highest *scores*."""
    return max(range(len(scores)), key=lambda position: (scores[position], -position))
