"""The time that a process takes is its own, whoever else wants the core."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from grader.exam.stopwatch import Stopwatch

BUSY = "while True: pass"
IDLE = "import time; time.sleep(3600)"


@pytest.fixture
def start() -> Iterator[Callable[[str], Stopwatch]]:
    """Return what starts a program on the last core, and a stopwatch for it."""
    core, started = max(os.sched_getaffinity(0)), []

    def begin(program: str) -> Stopwatch:
        process = subprocess.Popen([sys.executable, "-c", program])
        os.sched_setaffinity(process.pid, {core})
        started.append(process)
        return Stopwatch(process.pid)

    yield begin
    for process in started:
        process.kill()
        process.wait()


def test_waiting_for_a_core_does_not_count(start: Callable[[str], Stopwatch]) -> None:
    crowd = [start(BUSY) for _ in range(4)]
    for stopwatch in crowd:
        stopwatch.start()
    began = time.monotonic()
    time.sleep(2)
    assert sum(stopwatch.elapsed_s() for stopwatch in crowd) < 2 * (time.monotonic() - began)


def test_waiting_for_anything_else_counts(start: Callable[[str], Stopwatch]) -> None:
    stopwatch = start(IDLE)
    time.sleep(1)
    stopwatch.start()
    time.sleep(1)
    assert stopwatch.elapsed_s() > 0.9
    stopwatch.do_not_count(100)
    assert stopwatch.elapsed_s() < 0
