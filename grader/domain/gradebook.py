"""A student's result in one line item, folded from its grade events."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grader.domain.scoring import after_deduction, best


class Counting(StrEnum):
    """Which attempt counts."""

    BEST = "best"
    LATEST = "latest"


class EventKind(StrEnum):
    """What happened to a grade."""

    GRADED = "graded"
    """A run gave the attempt this score; a later run of the attempt replaces an earlier one."""
    RESTORED = "restored"
    """A regrade was undone: the attempt has the score of this earlier run again."""
    OVERRIDDEN = "overridden"
    """Staff gave the score by hand, whatever the attempts have."""
    LIFTED = "lifted"
    """The override ended; with an attempt: its first score, which a regrade gave, was taken back."""


@dataclass(frozen=True)
class Event:
    """What the fold needs of a grade event."""

    kind: EventKind
    score: Decimal | None
    attempt: int | None = None
    run_id: int | None = None


@dataclass(frozen=True)
class Counted:
    """What counts."""

    score: Decimal | None = None
    """After late work and overrides; None: nothing has been graded yet."""
    attempt: int | None = None
    run_id: int | None = None
    earned: Decimal | None = None
    """By the attempt, before anything is taken off."""
    late_percent: int = 0
    is_overridden: bool = False


NOTHING = Counted()


def fold(events: Iterable[Event], counting: Counting, late_percents: Mapping[int, int]) -> Counted:
    """Return what *events*, in the order in which they were appended, come to.

    *late_percents* says by attempt what is taken off its score; who is not in it was in time. An override stands until
    it is lifted, whatever is graded meanwhile.
    """
    latest: dict[int, Event] = {}
    override: Event | None = None
    for event in events:
        if event.kind is EventKind.OVERRIDDEN:
            override = event
        elif event.attempt is None:
            override = None
        elif event.kind is EventKind.LIFTED:
            latest.pop(event.attempt, None)
        else:
            latest[event.attempt] = event
    counted = _counting(latest, counting, late_percents)
    if override is None:
        return counted
    return Counted(
        override.score, counted.attempt, counted.run_id, counted.earned, counted.late_percent, is_overridden=True
    )


def _counting(latest: Mapping[int, Event], counting: Counting, late_percents: Mapping[int, int]) -> Counted:
    attempts = sorted(latest)
    late = [late_percents.get(attempt, 0) for attempt in attempts]
    scores = [
        after_deduction(latest[n].score or Decimal(0), percent) for n, percent in zip(attempts, late, strict=True)
    ]
    if not scores:
        return NOTHING
    position = len(scores) - 1 if counting is Counting.LATEST else best(scores)
    event = latest[attempts[position]]
    return Counted(scores[position], event.attempt, event.run_id, event.score, late[position])
