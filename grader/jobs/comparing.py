"""Compares the submissions of a line item."""

import threading
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import utc_now
from grader.db.queries import similarity as reports
from grader.exam import assignment as assignments
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.services import similarity as kept
from grader.similarity import compare

MOST = 100
"""Pairs; nobody reads more."""


class Comparing:
    """Does what a similarity report asks for."""

    def __init__(self, sessions: sessionmaker[Session], assignments_dir: Path) -> None:
        self._sessions = sessions
        self._assignments_dir = assignments_dir

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:
        """Compare and keep what was found."""
        with self._sessions() as session:
            line_item = reports.line_item(session, lease.id)
            submissions = reports.newest_submissions(session, line_item.id)
        sources = {each.id: each.content.decode("utf-8-sig", "replace") for each in submissions}
        starter = assignments.load(self._assignments_dir, line_item.assignment).starter
        found = compare(sources, starter, MOST)
        if cancelled.is_set():
            return None
        with self._sessions.begin() as session:
            is_held = kept.store(session, lease.id, lease.token, found, compared=len(sources), now=utc_now())
        telling.ended("done" if is_held else "lease_lost")
        return None
