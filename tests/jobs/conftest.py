"""Runs to queue, processes that work on them, and a look at what became of them."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import GradeEvent, JobState, Run, User
from grader.db.queries import attempts
from grader.services.submissions import submit
from grader.settings import ROOT
from tests.conftest import School

PATIENCE_S = 20

Process = subprocess.Popen[bytes]
Serve = Callable[..., Process]


@dataclass(frozen=True)
class Desk:
    """Where a test hands in, and looks at runs."""

    sessions: sessionmaker[Session]
    school: School

    def hand_in(self, first_line: str, actor: User | None = None) -> int:
        """Submit a file that begins with *first_line*; return the id of its run."""
        with self.sessions.begin() as session:
            content = f"{first_line}\n".encode()
            return submit(session, actor or self.school.ada, self.school.line_item.id, content, 16).runs[0].id

    def run(self, run_id: int) -> Run:
        """Return the run as it is now."""
        with self.sessions() as session:
            run = attempts.run(session, run_id)
        assert run is not None
        return run

    def wait(self, run_id: int, condition: Callable[[Run], object]) -> Run:
        """Wait until *condition* holds of the run, and return it."""
        end = time.monotonic() + PATIENCE_S
        while not condition(run := self.run(run_id)):
            if time.monotonic() > end:
                pytest.fail(f"run {run_id}: {vars(run)}")
            time.sleep(0.02)
        return run

    def finished(self, run_id: int) -> Run:
        """Wait until the run has ended, and return it."""
        return self.wait(run_id, lambda run: run.state is not JobState.OPEN)

    def begun(self, run_id: int) -> Run:
        """Wait until the run is being graded, and return it."""
        return self.wait(run_id, lambda run: run.started_at)

    def graded(self) -> list[int]:
        """Return the runs of all grade events."""
        with self.sessions() as session:
            return list(session.scalars(select(GradeEvent.run_id).order_by(GradeEvent.run_id)))


@pytest.fixture
def desk(sessions: sessionmaker[Session], school: School) -> Desk:
    """Return a desk at the fresh database."""
    return Desk(sessions, school)


@pytest.fixture
def serve(engine: Engine, tmp_path: Path) -> Iterator[Serve]:
    """Return what starts a serving process; what still runs at the end is killed."""
    started: list[Process] = []
    (tmp_path / "broker").mkdir()
    url = engine.url.render_as_string(hide_password=False)

    def start(**order: Any) -> Process:
        usual = {"role": "host", "url": url, "folder": str(tmp_path), "broker": "memory://", "lease_s": 30, "tries": 5}
        with (tmp_path / "log").open("ab") as log:
            command = [sys.executable, "-m", "tests.jobs.serving", json.dumps({**usual, **order})]
            started.append(subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
    sys.stdout.write((tmp_path / "log").read_text())
