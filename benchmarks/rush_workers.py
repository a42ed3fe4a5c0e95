"""How much workers grade: one, two and four of one slot each, one after the other."""

import random
from dataclasses import dataclass

from machine import SETTLE_S, Meter
from rush_minute import file_of
from rush_sites import Cluster, Site, say
from tests.end_to_end.order import entries

NUMBERS = (1, 2, 4)


@dataclass(frozen=True)
class Rate:
    """What so many workers did."""

    workers: int
    per_minute: float
    cpu_s: float
    """Of one run."""


def rates(meter: Meter, site: Site, cluster: Cluster, runs: int) -> list[Rate]:
    """Return how much is graded by each number of workers; *cluster* keeps the last."""
    return [_rate(meter, site, cluster, workers, runs) for workers in NUMBERS]


def _rate(meter: Meter, site: Site, cluster: Cluster, workers: int, runs: int) -> Rate:
    """Return what *workers* do: the clock runs from when as many have ended, and all are at work."""
    say(f"{runs} runs by {workers} workers")
    cluster.grow(workers)
    rng = random.Random(6)  # noqa: S311 - the same files each time
    files = [file_of(rng, f"{workers} workers, {number}") for number in range(runs + workers)]
    last = site.last_run_id()
    with meter.measure(SETTLE_S) as span:
        site.hand_in(files)
        site.wait_until_graded()
    with site.sessions() as session:
        ends = sorted(each.ended_at for each in entries(session, after=last))
    took_s = (ends[-1] - ends[workers - 1]).total_seconds()
    return Rate(workers, 60 * runs / took_s, span.cpu_s / len(files))
