"""The whole application as ``make run`` starts it, on a database of its own."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import JobState, Run
from tests.servers.grader import Web

GRADED_S = 120


class Application(Web):
    """``grader run`` on a database of its own."""

    def __init__(self, folder: Path, slots: int = 2) -> None:
        self.data_dir = folder / "data"
        super().__init__(folder, {"DATA_DIR": str(self.data_dir), "SLOTS": str(slots)}, "run")

    @property
    def join_link(self) -> str:
        """Where students join."""
        return self._said("Students join with")

    @property
    def sign_in_link(self) -> str:
        """Where the instructor signs in, once after each start."""
        return self._said("Instructor signs in with")

    def sessions(self) -> sessionmaker[Session]:
        """Return sessions on its database."""
        return make_sessions(make_engine(f"sqlite:///{self.data_dir / 'grader.db'}"))

    def wait_until_graded(self) -> None:
        """Wait until no run is open."""
        end = time.monotonic() + GRADED_S
        count = select(func.count()).select_from(Run).where(Run.state == JobState.OPEN)
        with self.sessions()() as session:
            while still_open := session.scalar(count):
                assert time.monotonic() < end, f"{still_open} runs are still open"
                session.rollback()
                time.sleep(0.1)

    def _said(self, name: str) -> str:
        """Return what it gave by some *name* when it was last started."""
        links: list[str] = re.findall(rf"{name}:\s+(\S+)", self.log.read_text())
        return links[-1]


def started(application: Application) -> Iterator[Application]:
    """Give an application, started, and stop it after a test."""
    application.start()
    yield application
    code = application.stop()
    sys.stdout.write(application.log.read_text())
    assert code == 0


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """Return the application, started."""
    yield from started(Application(tmp_path))
