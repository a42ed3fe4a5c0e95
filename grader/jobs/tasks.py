"""What the rows ask for."""

import hashlib
import hmac
import threading
from typing import Protocol

from sqlalchemy.orm import Session, sessionmaker

from grader.db import clock
from grader.db.queries import attempts
from grader.db.queries.attempts import Work
from grader.exam.collector import Progress, Tell
from grader.exam.report import Problem, Report
from grader.jobs import following, telling
from grader.jobs.leases import Lease
from grader.services import grades


class Grades(Protocol):
    """What :class:`grader.grading.Grader` does."""

    def grade(self, slug: str, source: bytes, seed: int, cancelled: threading.Event, tell: Tell) -> Report:
        """Return the report on *source*; *tell* hears how far the exam is."""


class Grading:
    """Grades the submission of a run."""

    def __init__(self, sessions: sessionmaker[Session], grader: Grades, secret_key: str) -> None:
        self._sessions = sessions
        self._grader = grader
        self._secret_key = secret_key

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:
        """Grade and record; return our own fault, if it is one."""
        with self._sessions() as session:
            work = attempts.work(session, lease.id)
        telling.begun(lease.id, work)
        its_seed = seed(self._secret_key, work)
        with following.told(lambda progress: self._write(lease, progress)) as tell:
            report = self._grader.grade(work.assignment, work.content, its_seed, cancelled, tell)
        if cancelled.is_set():
            return None
        if report.error and report.error.fault == "service":
            return report.error
        with self._sessions.begin() as session:
            is_held = grades.record(session, lease.id, lease.token, report, clock.now(session))
        telling.graded(report) if is_held else telling.ended("lease_lost")
        return None

    def _write(self, lease: Lease, progress: Progress) -> None:
        with self._sessions.begin() as session:
            grades.note_progress(session, lease.id, lease.token, progress)


def seed(secret_key: str, work: Work) -> int:
    """Return the seed of an exam: secret, and the same for every run of a submission."""
    text = f"{work.assignment}:{work.digest}:{work.student_id}"
    return int.from_bytes(hmac.digest(secret_key.encode(), text.encode(), hashlib.sha256)[:6])
