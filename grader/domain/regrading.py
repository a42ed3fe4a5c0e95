"""What a regrade changes in an attempt."""

from decimal import Decimal
from enum import StrEnum


class Change(StrEnum):
    """What becomes of the score of an attempt."""

    UP = "up"
    DOWN = "down"
    FIRST = "first"
    """It had none before."""
    SAME = "same"


def change(before: Decimal | None, after: Decimal) -> Change:
    """Say what becomes of a score."""
    if before is None:
        return Change.FIRST
    if before == after:
        return Change.SAME
    return Change.UP if after > before else Change.DOWN
