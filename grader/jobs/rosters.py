"""Fetches the lists of people that platforms keep."""

import threading

from sqlalchemy.orm import Session, sessionmaker

from grader import outside
from grader.db import clock
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.lms import memberships
from grader.lms.connector import Connector, Tokens
from grader.lms.failures import PlatformFailed
from grader.services.lti import rosters
from grader.services.lti.rosters import Count
from grader.settings import Settings

AT_ONCE = 50
"""People in one transaction: others write as well."""


class FetchingRosters:
    """Does what a roster sync asks for."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._limits = outside.Limits(allow_private=settings.lms_in_private)
        self._tokens = Tokens()

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:
        """Fetch the list and take in who is on it; return why it could not be had."""
        with self._sessions.begin() as session:
            order = rosters.write(session, lease.id, lease.token, clock.now(session))
        if order is None:
            telling.ended("done")
            return None
        try:
            with outside.session(self._limits) as http:
                members = memberships.fetch(Connector(order.client, http, self._tokens), order.url)
        except PlatformFailed as error:
            return Problem("service", f"lms_{error.failure.kind}", error.failure.words)
        active = [each for each in members if each.is_active]
        added = 0
        for first in range(0, len(active), AT_ONCE):
            if cancelled.is_set():
                return None
            with self._sessions.begin() as session:
                some = rosters.take_in(session, lease.id, lease.token, active[first : first + AT_ONCE])
            added += some or 0
        count = Count(len(active), added, len(members) - len(active))
        with self._sessions.begin() as session:
            is_held = rosters.finish(session, lease.id, lease.token, count, clock.now(session))
        telling.ended("done" if is_held else "lease_lost")
        return None
