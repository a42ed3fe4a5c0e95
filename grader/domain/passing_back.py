"""Grades for the platforms of others: what is sent, with which times, and when it is tried again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from grader.domain.retrying import jittered

SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LINE_ITEM_SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
)
MEMBERSHIP_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
TAG = "neural-grader"
"""Of the columns that we make."""

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=12),
)
"""After each failure in a row; the last one again and again."""
LONGEST_WISH = timedelta(hours=12)
"""A platform that wants to be left alone for longer is asked again by then."""
MANY = 20
"""After so many failures, which take a week, a platform that cannot be reached is not tried any more."""
FEW = 3
"""So many refusals are believed."""
STEP = timedelta(seconds=1)
"""Platforms compare times to the second, and take only what is later."""


@dataclass(frozen=True)
class Client:
    """Who we are at a platform, and where it gives out tokens."""

    issuer: str
    client_id: str
    token_url: str
    audience: str
    """Of requests for tokens; empty: the address that they are sent to."""
    key_id: str
    private_key: str


@dataclass(frozen=True)
class Column:
    """A column of a platform's gradebook, or what is needed to find or make it."""

    url: str | None
    """None: not known yet."""
    container_url: str | None
    resource_link_id: str
    resource_id: str
    """What we call the assignment there."""
    label: str


@dataclass(frozen=True)
class Score:
    """What a platform is told of one student."""

    subject: str
    """Who the student is there."""
    score: Decimal | None
    """None: what was sent before counts no more."""
    timestamp: datetime
    submitted_at: datetime | None


@dataclass(frozen=True)
class Failure:
    """Why a platform did not do as it was asked."""

    kind: str
    """``"unreachable"``, ``"refused"`` or ``"conflict"``."""
    words: str
    retry_after: timedelta | None = None
    """As the platform wishes."""
    is_of_column: bool = False
    """It is not about one student's score: no other one would be taken either."""


def next_timestamp(last: datetime | None, now: datetime) -> datetime:
    """Return the time to send a score with: now, or a second after *last* if that is later; to the millisecond."""
    at = now if last is None else max(now, last + STEP)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def pause(failure: Failure, times_failed: int, jitter: float) -> timedelta:
    """Return how long to wait after so many failures in a row; *jitter* is from 0 to 1."""
    planned = PAUSES[min(times_failed, len(PAUSES)) - 1]
    return jittered(max(planned, failure.retry_after or timedelta(0)), jitter)


def is_hopeless(failure: Failure, times_failed: int, kind_before: str | None) -> bool:
    """Say whether to give up after so many failures in a row, the last but one of which was *kind_before*."""
    if failure.kind == "unreachable":
        return times_failed >= MANY
    return failure.kind == kind_before and (failure.kind == "conflict" or times_failed >= FEW)
