"""What works on the queue: ``grader worker``, or the host inside the serving process."""

import argparse
import logging
import socket
import threading

from sqlalchemy.orm import Session, sessionmaker

from grader import metrics
from grader.cli.doctor import refuse_without_limits
from grader.db import clock, migrate
from grader.db.engine import make_engine, make_sessions
from grader.db.models import ClassReport, Run, SignInMail, SimilarityReport
from grader.db.queries import workers
from grader.errors import ServiceError
from grader.grading import Grader
from grader.jobs import worker
from grader.jobs.carrier import IN_MEMORY, Kind, Queue
from grader.jobs.comparing import Comparing
from grader.jobs.embedded import Host
from grader.jobs.figures import Counting
from grader.jobs.mailing import Mailing
from grader.jobs.presence import Roll
from grader.jobs.release import digest
from grader.jobs.tasks import Grading
from grader.niceness import let_pages_go_first
from grader.settings import Settings

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 20
"""Runs have this long to end at a stop; what is cancelled then is graded after the next start."""


def work(settings: Settings, options: argparse.Namespace) -> int:
    """Work on the queue that ``BROKER`` carries, until SIGTERM; or say whether a worker of this host does."""
    if settings.broker == IN_MEMORY:
        raise ServiceError("grader worker needs a BROKER, such as redis://HOST. Without one, grader run works itself.")
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    if options.check:
        return 0 if _is_seen(sessions) else 1
    migrate.require_newest(engine)
    worker.leave_when_told()
    refuse_without_limits(settings)
    grader = Grader(settings)
    try:
        metrics.serve(settings)
        grader.warm_up()
        roll = Roll(sessions, settings.slots, lambda: digest(settings.assignments_dir), lambda: grader.spare)
        let_pages_go_first()
        worker.main(Queue(settings, sessions, kinds(settings, sessions, grader), roll), STOP_TIMEOUT_S)
    finally:
        grader.close()
    return 0


def _is_seen(sessions: sessionmaker[Session]) -> bool:
    with sessions() as session:
        living = workers.living(session, clock.now(session))
    return any(each.host == socket.gethostname() for each in living)


class Hosting:
    """Works inside the serving process, as long as no other one on this machine does."""

    def __init__(self, settings: Settings, sessions: sessionmaker[Session]) -> None:
        self._grader = Grader(settings)
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()
        roll = Roll(sessions, settings.slots, spare=lambda: self._grader.spare)
        queue = Queue(settings, sessions, kinds(settings, sessions, self._grader), roll)
        self._host = Host(queue, settings.data_dir / "worker.lock")
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


def kinds(settings: Settings, sessions: sessionmaker[Session], grader: Grader) -> list[Kind]:
    """Return what a worker can do."""
    those = [
        Kind(Run, Grading(sessions, grader, settings.secret_key), hindrance=grader.hindrance),
        Kind(ClassReport, Counting(sessions), at_once=1),
        Kind(SimilarityReport, Comparing(sessions, settings.assignments_dir), at_once=1),
    ]
    if settings.smtp_url:
        those.append(Kind(SignInMail, Mailing(sessions, settings)))
    return those
