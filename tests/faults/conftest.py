"""Set-ups to break, and the tallies of what became of them."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.setups import Distributed, Embedded, Setup
from tests.faults.tally import Tally

TALLIES = pytest.StashKey[list[Tally]]()
KINDS: dict[str, type[Embedded | Distributed]] = {"embedded": Embedded, "distributed": Distributed}


@pytest.fixture(params=KINDS)
def setup(request: pytest.FixtureRequest) -> Iterator[Setup]:
    """Return each set-up, started."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    made = KINDS[request.param](folder)
    try:
        made.start()
        yield made
    finally:
        made.close()
        for log in made.logs():
            sys.stdout.write(f"--- {log.name}\n{log.read_text(errors='replace')[-20_000:]}\n")
        shutil.rmtree(folder)


@pytest.fixture
def tallies(pytestconfig: pytest.Config) -> list[Tally]:
    """Return where tallies are put to be shown at the end."""
    return pytestconfig.stash.setdefault(TALLIES, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the tallies."""
    for each in config.stash.get(TALLIES, []):
        terminalreporter.write_line(f"\n{each.table()}")
