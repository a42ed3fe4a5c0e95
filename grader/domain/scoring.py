"""From outcomes and a rubric to a score, in exact points."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
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


def best(scores: Sequence[Decimal | None]) -> int | None:
    """Return the position of the attempt that counts: the first with the highest score; None if none has one."""
    known = [(score, -position) for position, score in enumerate(scores) if score is not None]
    return -max(known)[1] if known else None
