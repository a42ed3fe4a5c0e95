"""The set-ups that a rush is tried on, each with real servers on this machine."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, select

from grader import settings as all_settings
from grader.db.engine import make_engine, make_sessions
from grader.db.models import Course, JobState, LineItem, Role, Run, User
from grader.services import courses, submissions
from grader.web.app import create_app
from tests.servers.grader import Web, Worker, run_once
from tests.servers.postgres import Postgres
from tests.servers.process import Server
from tests.servers.redis import Redis

GRADED_S = 900
LOOK_S = 0.5
TELL_S = 10
SLUG = "gradient_descent"
SECRET = "for a benchmark only"  # noqa: S105 - nothing is kept


class Site:
    """A served course with some students, and its database."""

    def __init__(self, web: Web, values: Mapping[str, str], students: int) -> None:
        settings = all_settings.load(values)
        self.web = web
        self.sessions = make_sessions(make_engine(settings.database_url))
        self.app = create_app(settings, self.sessions)
        with self.sessions.begin() as session:
            course = session.scalars(select(Course)).one()
            self.course_id = course.id
            self.staff = session.get_one(User, 1)
            self.line_item_id = session.scalars(select(LineItem.id).where(LineItem.assignment == SLUG)).one()
            self.students = [User(name=f"Student {n}", email=f"student{n}@example.org") for n in range(students)]
            session.add_all(self.students)
            session.flush()
            for student in self.students:
                courses.enrol(session, student, course, Role.STUDENT)

    def hand_in(self, files: Sequence[bytes]) -> list[int]:
        """Hand in *files*, of one student each, all at once and past the web; return the ids."""
        with self.sessions.begin() as session:
            return [
                submissions.submit(session, student, self.line_item_id, content, max_kib=256).id
                for student, content in zip(self.students[: len(files)], files, strict=True)
            ]

    def last_run_id(self) -> int:
        """Return the id of the newest run; 0: there is none."""
        with self.sessions() as session:
            return session.scalar(select(func.max(Run.id))) or 0

    def wait_until_graded(self) -> None:
        """Wait until no run is open, and tell how many are."""
        end, told = time.monotonic() + GRADED_S, time.monotonic()
        while left := self._unfinished():
            if time.monotonic() > end:
                raise SystemExit(f"{left} runs are open after {GRADED_S} s.")
            if time.monotonic() > told + TELL_S:
                told = time.monotonic()
                say(f"{left} runs are open")
            time.sleep(LOOK_S)

    def _unfinished(self) -> int:
        with self.sessions() as session:
            return session.scalar(select(func.count()).select_from(Run).where(Run.state == JobState.OPEN)) or 0


class Cluster:
    """``grader web`` with PostgreSQL and Redis, and as many workers of one slot as are started."""

    def __init__(self, folder: Path, values: Mapping[str, str]) -> None:
        self._folder = folder
        self._values = values
        self.workers: list[Worker] = []

    def grow(self, workers: int) -> None:
        """Have so many workers."""
        while len(self.workers) < workers:
            name = f"worker-{len(self.workers)}"
            worker = Worker(self._folder, {**self._values, "DATA_DIR": str(self._folder / name), "SLOTS": "1"}, name)
            worker.start()
            self.workers.append(worker)

    def close(self) -> None:
        """Stop them."""
        for worker in self.workers:
            worker.stop()


@contextmanager
def embedded(students: int) -> Iterator[Site]:
    """Give ``grader run`` on SQLite, with two slots."""
    with _folder() as folder:
        values = {"DATA_DIR": str(folder / "data"), "SECRET_KEY": SECRET, "SLOTS": "2"}
        web = Web(folder, values, "run")
        with _running(web):
            yield Site(web, values, students)


@contextmanager
def distributed(students: int) -> Iterator[tuple[Site, Cluster]]:
    """Give ``grader web`` on PostgreSQL and Redis, and its workers: none yet."""
    with _folder() as folder:
        postgres, redis = Postgres(folder), Redis(folder)
        postgres.make()
        with _running(postgres), _running(redis):
            values = {
                "DATA_DIR": str(folder / "web"),
                "DATABASE_URL": postgres.url("postgres"),
                "BROKER": redis.url,
                "SECRET_KEY": SECRET,
            }
            run_once(values, "migrate")
            web, cluster = Web(folder, values), Cluster(folder, values)
            with _running(web):
                try:
                    yield Site(web, values, students), cluster
                finally:
                    cluster.close()


@contextmanager
def _running(server: Server) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.stop()


@contextmanager
def _folder() -> Iterator[Path]:
    """Give a folder with a short path, for sockets; PostgreSQL's own user must get into it."""
    folder = Path(tempfile.mkdtemp(prefix="rush-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def say(text: str) -> None:
    """Tell how far it is; standard output is for the tables."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
