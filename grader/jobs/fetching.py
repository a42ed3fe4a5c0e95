"""Fetches what other systems announce, and hands it in."""

import threading
from datetime import timedelta

from requests import RequestException
from sqlalchemy.orm import Session, sessionmaker

from grader import outside
from grader.db import clock
from grader.db.models import Notice
from grader.domain import notebook
from grader.domain.asset_notices import ASSET_SCOPE
from grader.domain.passing_back import Client
from grader.domain.retrying import chance, jittered
from grader.errors import AuthorError, GraderError, StudentError, SubmissionError
from grader.exam.report import Problem
from grader.jobs import leases, telling
from grader.jobs.leases import Lease
from grader.lms.connector import Connector, Tokens
from grader.outline import outline_of
from grader.services.checking import Checks
from grader.services.inbound import handing_in
from grader.services.inbound.handing_in import Errand
from grader.settings import Settings

DEADLINE_S = 15.0
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0.25, 1, 5, 15, 30, 60, 120, 240, 480, 480))
"""Between the tries: a day in all."""
TRIES = 2 * len(PAUSES)
"""More than there are tries: what is buried has killed workers."""


class Fetching:
    """Fetches the file of a notice, and hands it in for its student; no transaction is open while it is fetched."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._max_kib = settings.max_upload_kib
        self._settings = settings
        self._tokens = Tokens()
        self._checks = Checks(settings.assignments_dir, settings.max_upload_kib, outline_of)

    def __call__(self, lease: Lease, cancelled: threading.Event) -> None:  # noqa: ARG002 - it ends in time
        """Do it, or write down why not: at once what nobody else can mend, after a day what time could have."""
        try:
            self._hand_in(lease)
        except (StudentError, AuthorError) as error:
            self._fail(lease, Problem.of(error))
        except RequestException as error:
            self._put_off(lease, Problem("service", "file_not_fetched", outside.in_words(error)))
        except GraderError as error:
            self._put_off(lease, Problem.of(error))

    def _hand_in(self, lease: Lease) -> None:
        with self._sessions.begin() as session:
            errand = handing_in.errand(session, lease.id, lease.token)
        if errand is None:
            return
        content = self._fetched(errand)
        with self._sessions() as session:
            code = self._checks.code_of(session, errand.item, content, errand.asset.filename)
        with self._sessions.begin() as session:
            now = clock.now(session)
            handing_in.hand_in(session, lease.id, lease.token, code, max_kib=self._max_kib, now=now)
        telling.ended("done")

    def _fetched(self, errand: Errand) -> bytes:
        """Return the file, which is what was announced.

        Raises:
            SubmissionError: it is too big.
            AuthorError: it may not be fetched from there.
            ServiceError: it is not what was announced.
            RequestException: it cannot be had.

        """
        asset = errand.asset
        is_notebook = asset.filename.lower().endswith(".ipynb")
        most = notebook.MAX_MIB * 2**20 if is_notebook else self._max_kib * 1024
        too_big = SubmissionError("too_big", f"The file is larger than {most // 1024} KiB. Hand in only the code.")
        if asset.size is not None and asset.size > most:
            raise too_big
        of_lms = errand.client is not None
        allow_private = self._settings.lms_in_private if of_lms else self._settings.webhooks_to_private
        limits = outside.Limits(allow_private=allow_private, deadline_s=DEADLINE_S, max_bytes=most)
        bearer = self._token(errand.client) if errand.client else errand.bearer
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            content = outside.fetch(asset.url, limits=limits, allowed_hosts=errand.hosts, headers=headers)
        except outside.TooMuch as error:
            raise too_big from error
        except outside.AddressRefused as error:
            raise AuthorError(str(error)) from error
        asset.check(content)
        return content

    def _token(self, client: Client) -> str:
        """Return a token of a platform for its files.

        Raises:
            ServiceError: it gives none.

        """
        with outside.session(outside.Limits(allow_private=self._settings.lms_in_private)) as http:
            return Connector(client, http, self._tokens).get_access_token([ASSET_SCOPE])

    def _fail(self, lease: Lease, problem: Problem) -> None:
        with self._sessions.begin() as session:
            is_held = leases.fail(session, Notice, lease, problem, clock.now(session))
        telling.ended(f"{problem.fault}_fault" if is_held else "lease_lost", problem)

    def _put_off(self, lease: Lease, problem: Problem) -> None:
        """Let it be tried again after a longer pause than the last, or give it up."""
        with self._sessions.begin() as session:
            now, tries = clock.now(session), session.get_one(Notice, lease.id).tries
            if tries > len(PAUSES):
                outcome, is_held = "given_up", leases.fail(session, Notice, lease, problem, now)
            else:
                due = now + jittered(PAUSES[max(tries, 1) - 1], chance())
                outcome, is_held = "put_off", leases.try_again(session, Notice, lease, problem, due)
        telling.ended(outcome if is_held else "lease_lost", problem)
