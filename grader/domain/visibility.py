"""What a student sees of a graded attempt."""

from datetime import datetime
from enum import StrEnum


class Shown(StrEnum):
    """How much of the tests; a rule of the line item."""

    FULL = "full"
    """Each test with its message and pictures."""
    COUNTED = "counted"
    """How many of each criterion passed, and known mistakes by name; not which tests, nor their messages."""
    AFTER_CLOSE = "after_close"
    """Counted until nothing can be handed in any more, then in full."""


def is_full(shown: Shown, last_moment: datetime | None, now: datetime) -> bool:
    """Say whether tests are shown one by one; *last_moment* is when the line item closes, if it does."""
    if shown is Shown.AFTER_CLOSE:
        return last_moment is not None and now > last_moment
    return shown is Shown.FULL


class Sight(StrEnum):
    """What one reader sees of a graded attempt."""

    HIDDEN = "hidden"
    """Scores are not published; nor is what they are made of, since each test's points are no secret."""
    COUNTED = "counted"
    FULL = "full"


def sight(shown: Shown, last_moment: datetime | None, now: datetime, *, are_scores_shown: bool) -> Sight:
    """Return what a student sees; staff see everything."""
    if not are_scores_shown:
        return Sight.HIDDEN
    return Sight.FULL if is_full(shown, last_moment, now) else Sight.COUNTED
