"""What works on the queue: ``grader worker``, or the host inside the serving process."""

import argparse
import logging
import threading

from sqlalchemy.orm import Session, sessionmaker

from grader.cli.doctor import refuse_without_limits
from grader.db.engine import make_engine, make_sessions
from grader.db.models import ClassReport, Run, SignInMail, SimilarityReport
from grader.errors import ServiceError
from grader.grading import Grader
from grader.jobs import worker
from grader.jobs.carrier import Kind, Queue
from grader.jobs.comparing import Comparing
from grader.jobs.embedded import Host
from grader.jobs.figures import Counting
from grader.jobs.mailing import Mailing
from grader.jobs.tasks import Grading
from grader.settings import Settings

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 20
"""Runs have this long to end at a stop; what is cancelled then is graded after the next start."""


def work(settings: Settings, _options: argparse.Namespace) -> int:
    """Work on the queue that ``BROKER`` carries, until SIGTERM."""
    refuse_without_limits(settings)
    grader = Grader(settings)
    try:
        grader.warm_up()
        worker.main(
            _queue(settings, make_sessions(make_engine(settings.database_url)), grader), settings.slots, STOP_TIMEOUT_S
        )
    finally:
        grader.close()
    return 0


class Hosting:
    """Works inside the serving process, as long as no other one on this machine does."""

    def __init__(self, settings: Settings, sessions: sessionmaker[Session]) -> None:
        self._grader = Grader(settings)
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        queue = _queue(settings, sessions, self._grader)
        self._host = Host(queue, settings.data_dir / "worker.lock", settings.slots)
        self._host.start()

    def _warm_up(self) -> None:
        try:
            self._grader.warm_up()
        except ServiceError:  # the pages are served even so, and runs are tried again
            log.warning("no container can be started yet", exc_info=True)

    def stop(self) -> None:
        """Let what is running end, and give up what is held."""
        self._host.stop(STOP_TIMEOUT_S)
        self._grader.close()


def _queue(settings: Settings, sessions: sessionmaker[Session], grader: Grader) -> Queue:
    kinds = [
        Kind(Run, Grading(sessions, grader, settings.secret_key)),
        Kind(ClassReport, Counting(sessions), at_once=1),
        Kind(SimilarityReport, Comparing(sessions, settings.assignments_dir), at_once=1),
    ]
    if settings.smtp_url:
        kinds.append(Kind(SignInMail, Mailing(sessions, settings)))
    return Queue(settings, sessions, kinds)
