"""Passes grades back to the platforms that students came from."""

import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from grader import outside
from grader.db import clock
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.lms import scores
from grader.lms.connector import Connector, Tokens
from grader.lms.failures import PlatformFailed
from grader.services.lti import passbacks
from grader.services.lti.passbacks import Letter
from grader.settings import Settings


class PassingBack:
    """Sends the score that a row is about; a platform's failure is written down, and costs nobody a point."""

    def __init__(
        self, sessions: sessionmaker[Session], settings: Settings, now: Callable[[Session], datetime] = clock.now
    ) -> None:
        self._sessions = sessions
        self._limits = outside.Limits(allow_private=settings.lms_in_private)
        self._tokens = Tokens()
        self._now = now

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:  # noqa: ARG002 - it ends in time
        """Send the newest score, and write down what the platform said; no transaction is open meanwhile."""
        with self._sessions.begin() as session:
            letter = passbacks.write(session, lease.id, lease.token, self._now(session))
        if letter is None:
            telling.ended("done")
            return None
        try:
            self._send(letter)
        except PlatformFailed as error:
            with self._sessions.begin() as session:
                outcome = passbacks.failed(session, lease.id, lease.token, error.failure, self._now(session))
            telling.ended(outcome, Problem("service", f"lms_{error.failure.kind}", error.failure.words))
            return None
        with self._sessions.begin() as session:
            is_held = passbacks.taken(session, lease.id, lease.token, letter.score, self._now(session))
        telling.ended("done" if is_held else "lease_lost")
        return None

    def _send(self, letter: Letter) -> None:
        with outside.session(self._limits) as http:
            connector = Connector(letter.client, http, self._tokens)
            url = letter.column.url
            if url is None:
                url = scores.find_or_make_column(connector, letter.column, letter.scopes)
                with self._sessions.begin() as session:
                    passbacks.column_found(session, letter.resource_link_id, url)
            scores.send(connector, url, letter.score)
