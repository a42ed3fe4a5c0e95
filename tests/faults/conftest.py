"""Set-ups to break, and the tallies of what became of them."""

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.faults.setups import Distributed, Embedded, Setup
from tests.faults.tally import Tally

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
def tallies(pytestconfig: pytest.Config) -> list[Tally]:
    """Return where tallies are put to be shown at the end."""
    return pytestconfig.stash.setdefault(TALLIES, [])


@pytest.fixture
def seed() -> int:
    """Return what chance begins with: ``FAULT_SEED`` repeats a storm, as far as one can be repeated."""
    seed = int(os.environ.get("FAULT_SEED") or random.randrange(10**6))
    sys.stdout.write(f"FAULT_SEED={seed}\n")
    return seed


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
            sys.stdout.write(f"--- {log.name}\n{log.read_text(errors='replace')[-20_000:]}\n")
        shutil.rmtree(made.folder)
