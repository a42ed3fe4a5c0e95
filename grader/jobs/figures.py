"""Works out the figures of a class."""

import threading

from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import utc_now
from grader.db.queries import figures
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.services import reports


class Counting:
    """Works out the figures of a class report; reads without holding up anybody who writes.

    It takes a slot from gradings, for less than a second: have one at once.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def __call__(self, lease: Lease, _cancelled: threading.Event) -> Problem | None:
        """Read, and store what came of it."""
        with self._sessions() as session:
            counted = figures.class_figures(session, figures.line_item_of(session, lease.id))
        with self._sessions.begin() as session:
            is_held = reports.store(session, lease.id, lease.token, counted, utc_now())
        telling.ended("done" if is_held else "lease_lost")
        return None
