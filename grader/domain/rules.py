"""Dates and limits of a line item for one student: whether they may hand in, and what late work costs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(days=1)


class Phase(StrEnum):
    """Where a line item stands on its way from opening to closing."""

    AHEAD = "ahead"
    OPEN = "open"
    LATE = "late"
    """Past its due date, and work is still taken."""
    CLOSED = "closed"


@dataclass(frozen=True)
class Rules:
    """What holds for one student, extension included."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_percent_per_day: int = 0
    max_attempts: int | None = None
    cool_down: timedelta = timedelta(0)

    def extended(self, due_at: datetime | None, extra_attempts: int) -> "Rules":
        """Return the rules with an extension: a later due date never closes before itself.

        An extension takes nothing away: who was granted less than everybody has now gets what everybody has.
        """
        due = max(self.due_at, due_at) if self.due_at and due_at else self.due_at
        closes = max(self.closes_at, due) if self.closes_at and due else self.closes_at
        most = None if self.max_attempts is None else self.max_attempts + extra_attempts
        return Rules(self.opens_at, due, closes, self.late_percent_per_day, most, self.cool_down)

    @property
    def last_moment(self) -> datetime | None:
        """When the last file is taken, to the microsecond; None: always."""
        return self.closes_at or self.due_at

    def is_open(self, now: datetime) -> bool:
        """Say whether files are taken at *now*."""
        return self.phase(now) in {Phase.OPEN, Phase.LATE}

    def phase(self, now: datetime) -> Phase:
        """Return where the line item stands at *now*."""
        if self.opens_at and now < self.opens_at:
            return Phase.AHEAD
        if self.last_moment and now > self.last_moment:
            return Phase.CLOSED
        return Phase.LATE if self.due_at and now > self.due_at else Phase.OPEN

    def next_date(self, now: datetime) -> datetime | None:
        """Return what to be ready by: the due date, then the last moment for late work; None: nothing is ahead."""
        return next((at for at in (self.due_at, self.closes_at) if at and now <= at), None)

    def days_late(self, received_at: datetime) -> int:
        """Return how many days after the due date had begun at *received_at*."""
        if self.due_at is None or received_at <= self.due_at:
            return 0
        return -((self.due_at - received_at) // DAY)

    def late_percent(self, received_at: datetime) -> int:
        """Return the percentage that is taken off for what came at *received_at*: by days that have begun."""
        return min(100, self.days_late(received_at) * self.late_percent_per_day)

    def attempts_left(self, used: int) -> int | None:
        """Return how many attempts are left after *used*; None: as many as one likes."""
        return None if self.max_attempts is None else max(0, self.max_attempts - used)

    def next_attempt_at(self, last_received_at: datetime | None) -> datetime | None:
        """Return when the next attempt may be handed in; None: it need not wait."""
        return last_received_at + self.cool_down if last_received_at and self.cool_down else None
