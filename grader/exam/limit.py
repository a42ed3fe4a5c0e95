"""Ends trusted code in time, in the main thread of the exam's process."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType


class Clock(Enum):
    """Which time counts."""

    WALL = signal.ITIMER_REAL, signal.SIGALRM
    PROCESSOR = signal.ITIMER_PROF, signal.SIGPROF


class TimeIsUp(BaseException):
    """It took too long. No ``Exception``, so that no code under the limit catches it."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock


@contextmanager
def time_limit(seconds: float, clock: Clock) -> Iterator[None]:
    """Raise TimeIsUp in what is done inside after *seconds*; limits of one clock do not nest."""
    timer, number = clock.value

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeIsUp(clock)

    before = signal.signal(number, stop)
    signal.setitimer(timer, max(seconds, 1e-6))
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(number, before)
