"""How long a run waits for its turn, and whether the line moves at all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

STILL = timedelta(minutes=2)
"""A line in which nobody's turn has come for so long does not move."""


@dataclass(frozen=True)
class Spread:
    """What is usual among some times, and what the slow ones take."""

    median_s: float
    p95_s: float
    """Nineteen of twenty take no longer."""


def spread(durations_s: Sequence[float]) -> Spread | None:
    """Return the spread of *durations_s*; None: there are none."""
    if not durations_s:
        return None
    return Spread(median(durations_s), sorted(durations_s)[math.ceil(0.95 * len(durations_s)) - 1])


def expected_wait_s(durations_s: Sequence[float], before: int, running: int) -> float | None:
    """Return how long a run will wait that has *before* others in front of it; None where nothing is known.

    *durations_s* are of runs that have ended of late. Those that are *running* are half done on average.
    """
    if not durations_s:
        return None
    return median(durations_s) * (before + running / 2) / max(1, running)


def is_stuck(waiting_since: datetime | None, last_begun_at: datetime | None, now: datetime) -> bool:
    """Say whether no run has begun for long though some wait; *waiting_since* is of the one that waits longest."""
    if waiting_since is None:
        return False
    return now - max(waiting_since, last_begun_at or waiting_since) > STILL
