"""Webhooks: what there is to tell, and when to try again what was not taken."""

from datetime import timedelta
from enum import StrEnum

from grader.domain.retrying import jittered


class EventType(StrEnum):
    """What an endpoint can ask to be told."""

    SUBMISSION_RECEIVED = "submission.received"
    SUBMISSION_GRADED = "submission.graded"
    SUBMISSION_FAILED = "submission.failed"
    """It has no score, and the fault is not the student's."""
    GRADE_POSTED = "grade.posted"
    """The first score of a student in a line item that students may see."""
    GRADE_UPDATED = "grade.updated"
    """Another one than was told last; or none any more."""


TEST = "test.ping"
"""The type of what staff sends to see whether it arrives."""
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=10),
)
"""After each failure in a row; more than a day altogether."""
LONGEST_RETRY_AFTER = timedelta(hours=24)
TO_BE_HONOURED = frozenset({429, 502, 503, 504})
"""Answers of receivers that are there, and have too much to do."""


def pause(failures: int, jitter: float, retry_after: timedelta | None) -> timedelta | None:
    """Return how long to wait after so many failures in a row; None: it has been tried for a day.

    *jitter* is from 0 to 1. A receiver may ask for a longer pause.
    """
    if failures > len(PAUSES):
        return None
    return max(jittered(PAUSES[failures - 1], jitter), retry_after or timedelta(0))
