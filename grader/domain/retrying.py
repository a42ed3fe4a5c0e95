"""When to ask another system again that did not do as it was asked."""

import secrets
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

JITTER = 0.1
"""Pauses are longer by up to this share: what failed together does not come back together."""


def chance() -> float:
    """Return a jitter, from 0 to 1."""
    return secrets.randbelow(1001) / 1000


def jittered(pause: timedelta, jitter: float) -> timedelta:
    """Return a pause made longer by chance; *jitter* is from 0 to 1."""
    return pause * (1 + JITTER * jitter)


def retry_after(header: str | None, now: datetime, longest: timedelta) -> timedelta | None:
    """Return how long a system asks to be left alone, *longest* at most; None: it does not ask.

    Its ``Retry-After`` says so in seconds or as a date (RFC 9110, 10.2.3).
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), longest)
    until = _date(text)
    return None if until is None else min(max(until - now, timedelta(0)), longest)


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
