"""Asks platforms to tell of submissions."""

import threading

from sqlalchemy.orm import Session, sessionmaker

from grader import outside
from grader.db import clock
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.lms import notices
from grader.lms.connector import Connector, Tokens
from grader.lms.failures import PlatformFailed
from grader.services.lti import notice_handlers
from grader.settings import Settings


class AskingForNotices:
    """Asks the platform of a row for notices, which come to our own address."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._limits = outside.Limits(allow_private=settings.lms_in_private)
        self._handler = f"{settings.address}/lti/notices"
        self._tokens = Tokens()

    def __call__(self, lease: Lease, _cancelled: threading.Event) -> Problem | None:
        """Ask; return why it could not be done."""
        with self._sessions.begin() as session:
            order = notice_handlers.write(session, lease.id, lease.token, clock.now(session))
        if order is None:
            telling.ended("done")
            return None
        try:
            with outside.session(self._limits) as http:
                notices.ask_for(Connector(order.client, http, self._tokens), order.url, self._handler)
        except PlatformFailed as error:
            return Problem("service", f"lms_{error.failure.kind}", error.failure.words)
        with self._sessions.begin() as session:
            is_held = notice_handlers.finish(session, lease.id, lease.token, clock.now(session))
        telling.ended("done" if is_held else "lease_lost")
        return None
