"""The whole service in this process, as ``grader run`` hosts it, without its pages."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bare import check_score
from grader import settings
from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import Course, Run
from grader.exam.report import Problem
from grader.grading import Grader
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.leases import Lease
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.services import accounts, courses, submissions

GRADED_S = 120


@contextmanager
def warm_grader(slots: int) -> Iterator[Grader]:
    """Give a grader that is ready for *slots* runs at once."""
    with tempfile.TemporaryDirectory() as folder:
        grader = Grader(settings.load({"DATA_DIR": folder, "SLOTS": str(slots)}))
        grader.prepare()
        yield grader
        grader.close()


class Service:
    """A database with a course, a queue and its worker."""

    def __init__(self, folder: Path, grader: Grader) -> None:
        chosen = settings.load({"DATA_DIR": str(folder), "SLOTS": "1"})
        upgrade(make_engine(chosen.database_url))
        self._sessions = make_sessions(make_engine(chosen.database_url))
        self._grade = Grading(self._sessions, grader, chosen.secret_key)
        self._graded = threading.Event()
        queue = Queue(chosen, self._sessions, [Kind(Run, self._handle)], Roll(self._sessions, slots=1))
        self._host = Host(queue, folder / "worker.lock")
        self._host.start()
        with self._sessions.begin() as session:
            self._course_id = (course := courses.create_course(session, "Benchmarks")).id
            self._student = accounts.register(session, course.join_code, "S", "s@example.org", "a long password")

    def open(self, slug: str) -> int:
        """Open an assignment; return the id to upload to."""
        with self._sessions.begin() as session:
            course = session.get_one(Course, self._course_id)
            return courses.open_assignment(session, course, slug, slug).id

    def upload(self, line_item_id: int, source: bytes) -> None:
        """Hand *source* in and wait until it is graded and recorded."""
        self._graded.clear()
        with self._sessions.begin() as session:
            run = submissions.submit(session, self._student, line_item_id, source, max_kib=256).runs[0]
            run_id = run.id
        if not self._graded.wait(GRADED_S):
            raise SystemExit(f"an upload was not graded within {GRADED_S} s")
        with self._sessions() as session:
            score = session.get_one(Run, run_id).score
        check_score(None if score is None else float(score), "upload")

    def stop(self) -> None:
        """End the worker."""
        self._host.stop(10)

    def _handle(self, lease: Lease, cancelled: threading.Event) -> Problem | None:
        """Grade as the worker does, and tell when the grade has been recorded: waiting shall cost nothing."""
        problem = self._grade(lease, cancelled)
        if problem is None:  # otherwise the worker tries again
            self._graded.set()
        return problem
