"""How figures, times and states read: the words, the icon and the kind of colour, in one place."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from markupsafe import Markup

from grader.domain.identity import NOBODYS_HOST
from grader.domain.scoring import Outcome
from grader.domain.times import in_words


@dataclass(frozen=True)
class Look:
    """A state as an icon and a word; *kind* is the class that colours it."""

    kind: str
    icon: str
    word: str


OUTCOMES = {
    Outcome.PASSED: Look("good", "check", "Passed"),
    Outcome.FAILED: Look("bad", "cross", "Failed"),
    Outcome.TIMED_OUT: Look("bad", "clock", "Too slow"),
    Outcome.NOT_RUN: Look("idle", "skip", "Not run"),
    Outcome.ERRORED: Look("care", "alert", "Not judged"),
}

UNITS = [(365 * 86400, "year"), (30 * 86400, "month"), (86400, "day"), (3600, "hour"), (60, "minute")]


def points(value: Decimal) -> str:
    """``87.50`` → ``87.5``, ``100.00`` → ``100``."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def counted(number: int, noun: str) -> str:
    """``1 attempt``, ``2 attempts``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def percent(part: int, whole: int) -> str:
    """Return a share in words; only all is 100 %, and only none is 0 %."""
    if part in {0, whole}:
        return "100 %" if part and whole else "0 %"
    return f"{min(max(round(100 * part / whole), 1), 99)} %"


def lasting(seconds: float) -> str:
    """``0.8 s``, ``34 s``, ``12 min``, ``5 h``, ``3 days``."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 36 * 3600 else f"{seconds / 86400:.0f} days"


def moment(at: datetime, now: datetime, zone_name: str) -> Markup:
    """Return a time with its distance from *now*: ``21 Nov 2026, 12:38 CET (3 minutes ago)``."""
    words = in_words(at, zone_name)
    return Markup('<time datetime="{}">{}</time> ({})').format(_machine(at), words, distance(at, now))


def ago(at: datetime, now: datetime, zone_name: str) -> Markup:
    """Return the distance alone; the time itself stands in its title."""
    words = in_words(at, zone_name)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(_machine(at), words, distance(at, now))


def distance(at: datetime, now: datetime) -> str:
    """Say in words how far *at* is from *now*."""
    seconds = (at - now).total_seconds()
    for length, unit in UNITS:
        if abs(seconds) >= length:
            amount = counted(int(abs(seconds) // length), unit)
            return f"{amount} ago" if seconds < 0 else f"in {amount}"
    return "just now" if seconds <= 0 else "in less than a minute"


def _machine(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def address(email: str) -> str:
    """Return an address as people read it; accounts that came from an LMS, and erased ones, have none."""
    return "no address" if email.endswith(f"@{NOBODYS_HOST}") else email
