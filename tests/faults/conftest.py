"""Set-ups to break, and the tallies of what became of them."""

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults.crowd import EACH, STUDENTS, Crowd
from tests.faults.setups import Distributed, Embedded, Setup
from tests.faults.storm import TIMES, Storm
from tests.faults.tally import Tally

LOG_CHARACTERS = 3000
"""So much of each log is told of tests that fail."""

Made = TypeVar("Made", bound=Setup)
TALLIES = pytest.StashKey[list[Tally]]()


@pytest.fixture(scope="module")
def embedded() -> Iterator[Embedded]:
    """Return the embedded set-up."""
    yield from _started(Embedded(_folder()))


@pytest.fixture(scope="module")
def distributed() -> Iterator[Distributed]:
    """Return the distributed set-up."""
    yield from _started(Distributed(_folder()))


@pytest.fixture
def seed() -> int:
    """Return what chance begins with: ``FAULT_SEED`` repeats a storm, as far as one can be repeated."""
    seed = int(os.environ.get("FAULT_SEED") or random.randrange(10**6))
    sys.stdout.write(f"FAULT_SEED={seed}\n")
    return seed


@pytest.fixture
def storm_over(pytestconfig: pytest.Config, seed: int) -> Callable[[Setup], Tally]:
    """Return what lets everybody hand in while everything breaks, and says what became of it all."""

    def tallied(setup: Setup) -> Tally:
        crowd, storm = Crowd(setup), Storm(setup, seed)
        crowd.ride_out(storm, seed, TIMES)
        found = crowd.tally(storm.happened)
        found.numbers["FAULT_SEED"] = seed
        found.wrong["containers, temporary files and exam processes left"] = len(setup.left_over())
        pytestconfig.stash.setdefault(TALLIES, []).append(found)
        assert len(crowd.told) == STUDENTS * EACH
        assert [kind for kind in storm.kinds if storm.happened[kind] < TIMES] == []
        return found

    return tallied


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the tallies."""
    for each in config.stash.get(TALLIES, []):
        terminalreporter.write_line(f"\n{each.table()}")


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    return folder


def _started(made: Made) -> Iterator[Made]:
    """Give a set-up, started, and end it after the tests of a module."""
    try:
        made.start()
        made.wait_for_workers()
        yield made
    finally:
        made.close()
        for log in made.logs():
            sys.stdout.write(f"--- {log.name}\n{log.read_text(errors='replace')[-LOG_CHARACTERS:]}\n")
        shutil.rmtree(made.folder)
