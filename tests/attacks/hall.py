"""An exam hall: a course whose worker grades what is handed in, and a look at what that leaves behind."""

import contextlib
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import docker
import psutil
import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader import settings
from grader.db.engine import make_engine, make_sessions
from grader.db.models import JobState, Role, Run, User
from grader.db.queries import attempts
from grader.exam import assignment as assignments
from grader.grading import Grader
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.sandbox.docker import LABEL_FOLDER
from grader.services.courses import create_course, enrol, open_assignment
from grader.services.submissions import submit

EXAMS = Path(__file__).parents[1] / "exams"
RIGHT = (EXAMS / "reference" / "tiny.py").read_text()
GRADED_S = 25
"""The longest that a run of the tiny exam may take, whatever is handed in."""
PATIENCE_S = 10
"""What is being cleared up behind a run has gone by then."""


@dataclass(frozen=True)
class Graded:
    """A run as its student sees it."""

    run: Run
    duration_s: float

    @property
    def told(self) -> str:
        """All that the page shows."""
        return "\n".join([self.run.error_message or "", *(test.message for test in self.run.tests), self.run.log])

    def __str__(self) -> str:
        outcomes = [f"{test.outcome} {test.name}" for test in self.run.tests]
        return "\n".join([f"{self.run.state}: {self.run.score} in {self.duration_s:.1f} s", *outcomes, self.told])


class Hall:
    """A course, two students, and a worker in this process."""

    def __init__(self, sessions: sessionmaker[Session], grader: Grader, client: docker.DockerClient, slugs: list[str]) -> None:
        self.grader = grader
        self._sessions = sessions
        self._client = client
        self._worker = psutil.Process()
        with sessions.begin() as session:
            course = create_course(session, "Networks")
            self._line_items = {slug: open_assignment(session, course, slug, slug).id for slug in slugs}
            self.mallory, self.ada = (User(name=name, email=f"{name}@example.org") for name in ("mallory", "ada"))
            session.add_all([self.mallory, self.ada])
            session.flush()
            for student in (self.mallory, self.ada):
                enrol(session, student, course, Role.STUDENT)

    def settle(self) -> None:
        """Take what is held now, by an idle worker that has graded before, for what an idle worker holds."""
        self._idle = self._settled()

    def submit(self, student: User, source: bytes, slug: str = "tiny") -> int:
        """Submit as the upload page does; return the id of the run."""
        with self._sessions.begin() as session:
            return submit(session, student, self._line_items[slug], source, max_kib=256).runs[0].id

    def graded(self, run_id: int, within_s: float = GRADED_S) -> Graded:
        """Return the run when the worker has graded it."""
        start = time.monotonic()
        while time.monotonic() - start < within_s:
            with self._sessions() as session:
                run = attempts.run(session, run_id)
            assert run is not None
            if run.state is not JobState.OPEN or run.fault:  # with a fault it would be tried again
                return Graded(run, time.monotonic() - start)
            time.sleep(0.02)
        pytest.fail(f"not graded within {within_s} s: {vars(run)}")

    def hand_in(self, student: User, source: str) -> Graded:
        """Submit a file for the tiny assignment, and return the run when it is graded."""
        return self.graded(self.submit(student, source.encode()))

    def containers(self) -> set[str]:
        """Return the ids of the grader's containers, whatever their state."""
        label = f"{LABEL_FOLDER}={self.grader.prepare().boxes.folder}"
        return {
            container.id or ""
            for container in self._client.containers.list(all=True, filters={"label": label}, ignore_removed=True)
        }

    def held(self) -> dict[str, int]:
        """Count what the grader and its worker hold."""
        return {
            "containers": len(self.containers()),
            "files of the grader": len(os.listdir(self.grader.prepare().boxes.folder)),  # noqa: PTH208 - each is a name
            "threads": sum(not thread.name.startswith("pool") for thread in threading.enumerate()),
            "descriptors": len(list(_descriptors())),
            "processes": len(self._worker.children(recursive=True)),
        }

    def left_over(self) -> dict[str, int]:
        """Return what is held beyond what an idle worker holds, once there was time to clear up."""
        end = time.monotonic() + PATIENCE_S
        while left := {name: count for name, count in self.held().items() if count > self._idle[name]}:
            if time.monotonic() > end:
                return left
            time.sleep(0.05)
        return {}

    def _settled(self) -> dict[str, int]:
        """Return what an idle worker holds: the same for a second."""
        seen: list[dict[str, int]] = []
        while len(seen) < 10 or any(held != seen[-1] for held in seen[-10:]):
            time.sleep(0.1)
            seen.append(self.held())
        return seen[-1]


def _descriptors() -> Iterator[str]:
    """Name what is open, but for two pools that grow to a bound: of the database, and docker-py's 25 to the engine."""
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - numbers, not files
        with contextlib.suppress(OSError):
            name = str(Path(f"/proc/self/fd/{number}").readlink())
            if "grader.db" not in name and not (name.startswith("socket:") and _is_to_the_engine(int(number))):
                yield name


def _is_to_the_engine(descriptor: int) -> bool:
    connection = socket.socket(fileno=descriptor)
    try:
        return str(connection.getpeername()).endswith("docker.sock")
    except OSError:
        return False
    finally:
        connection.detach()  # it is not ours to close


@contextlib.contextmanager
def opened(folder: Path, exams: Path, client: docker.DockerClient, *, slots: int) -> Iterator[Hall]:
    """Open a hall for the exams in *exams*, on a migrated database in *folder*, as ``grader run`` starts a worker."""
    chosen = replace(
        settings.load({"DATA_DIR": str(folder)}), slots=slots, pool=slots, assignments_dir=exams / "assignments"
    )
    database = make_engine(chosen.database_url)
    sessions = make_sessions(database)
    grader = Grader(chosen)
    grader.prepare()
    kinds = [Kind(Run, Grading(sessions, grader, chosen.secret_key))]
    host = Host(Queue(chosen, sessions, kinds, Roll(sessions, slots)), folder / "lock")
    host.start()
    try:
        yield Hall(sessions, grader, client, assignments.slugs(chosen.assignments_dir))
    finally:
        host.stop(10)
        grader.close()
        database.dispose()
