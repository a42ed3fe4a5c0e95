"""What works on the queue: ``grader worker``."""

import argparse
import logging
import socket

from sqlalchemy.orm import Session, sessionmaker

from grader import metrics
from grader.cli.doctor import refuse_without_limits
from grader.db import clock, migrate
from grader.db.engine import make_engine, make_sessions
from grader.db.models import (
    ClassReport,
    Message,
    Notice,
    NoticeHandler,
    Passback,
    RosterSync,
    Run,
    SignInMail,
    SimilarityReport,
)
from grader.db.queries import workers
from grader.errors import ServiceError
from grader.grading import Grader
from grader.jobs import fetching, worker
from grader.jobs.carrier import IN_MEMORY, Kind, Queue
from grader.jobs.comparing import Comparing
from grader.jobs.delivering import Delivering
from grader.jobs.fetching import Fetching
from grader.jobs.figures import Counting
from grader.jobs.mailing import Mailing
from grader.jobs.notice_handlers import AskingForNotices
from grader.jobs.passing_back import PassingBack
from grader.jobs.presence import Roll
from grader.jobs.release import digest
from grader.jobs.rosters import FetchingRosters
from grader.jobs.tasks import Grading
from grader.services import grades
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
        worker.main(Queue(settings, sessions, kinds(settings, sessions, grader), roll), STOP_TIMEOUT_S)
    finally:
        grader.close()
    return 0


def _is_seen(sessions: sessionmaker[Session]) -> bool:
    with sessions() as session:
        living = workers.living(session, clock.now(session))
    return any(each.host == socket.gethostname() for each in living)


def kinds(settings: Settings, sessions: sessionmaker[Session], grader: Grader) -> list[Kind]:
    """Return what a worker can do."""
    those = [
        Kind(Run, Grading(sessions, grader, settings.secret_key), hindrance=grader.hindrance, given_up=grades.given_up),
        Kind(ClassReport, Counting(sessions), at_once=1),
        Kind(SimilarityReport, Comparing(sessions, settings.assignments_dir), at_once=1),
        Kind(Notice, Fetching(sessions, settings), tries=fetching.TRIES, at_once=max(1, settings.slots - 1)),
        Kind(Passback, PassingBack(sessions, settings), at_once=1),
        Kind(NoticeHandler, AskingForNotices(sessions, settings), tries=5, at_once=1),
        Kind(RosterSync, FetchingRosters(sessions, settings), tries=5, at_once=1),
        Kind(Message, Delivering(sessions, settings), at_once=max(1, settings.slots - 1)),  # runs keep a slot
    ]
    if settings.smtp_url:
        those.append(Kind(SignInMail, Mailing(sessions, settings)))
    return those
