"""``grader run``: from a fresh machine to a served application."""

import argparse
import logging
from datetime import timedelta

from sqlalchemy.orm import Session, sessionmaker

from grader.cli.doctor import refuse_without_limits
from grader.cli.server import Server
from grader.db import clock
from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import require_newest, upgrade
from grader.errors import ServiceError
from grader.exam import assignment as assignments
from grader.exam.inspection import inspect_all
from grader.grading import Grader
from grader.jobs.carrier import IN_MEMORY
from grader.jobs.release import digest
from grader.sandbox import engine
from grader.services import accounts, courses, workers
from grader.settings import Settings

log = logging.getLogger(__name__)

LINK_LIFETIME = timedelta(hours=24)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Set up what is missing and serve until SIGTERM or Ctrl-C."""
    set_up(settings, options)
    refuse_without_limits(settings)
    Server(settings, _welcome(settings)).run()
    return 0


def set_up(settings: Settings, _options: argparse.Namespace) -> int:
    """Have a Docker engine, the sandbox image and a migrated database with its first data."""
    engine.ensure().close()
    grader = Grader(settings)
    grader.prepare()
    grader.close()
    return migrate(settings, _options)


def migrate(settings: Settings, _options: argparse.Namespace) -> int:
    """Bring the database to this version, open the assignments, and put this release in force."""
    upgrade(make_engine(settings.database_url))
    _open_assignments(settings)
    with _sessions(settings).begin() as session:
        workers.put_in_force(session, digest(settings.assignments_dir), clock.now(session))
    return 0


def serve(settings: Settings, _options: argparse.Namespace) -> int:
    """Only serve the pages, until SIGTERM; what is handed in is graded by workers elsewhere."""
    if settings.broker == IN_MEMORY:
        raise ServiceError("grader web needs a BROKER, for workers apart. Without one: grader run")
    require_newest(make_engine(settings.database_url))
    Server(settings, f"The pages are served at {settings.address}").run()
    return 0


def operator(settings: Settings, options: argparse.Namespace) -> int:
    """Let a person see how the whole installation is, or no longer."""
    with _sessions(settings).begin() as session:
        accounts.let_operate(session, options.email, is_operator=not options.remove)
    return 0


def sign_in_link(settings: Settings, options: argparse.Namespace) -> int:
    """Print a one-time sign-in link for a person."""
    with _sessions(settings).begin() as session:
        token = accounts.issue_sign_in_link(session, accounts.with_address(session, options.email), LINK_LIFETIME)
    print(f"{settings.address}/sign-in/{token}")
    return 0


def _open_assignments(settings: Settings) -> None:
    """Open what is new and whole; what is broken is told of and closed to students, and does not stop the others."""
    problems = inspect_all(settings.assignments_dir)
    whole = [slug for slug, problem in problems.items() if not problem]
    titles = [(slug, assignments.load(settings.assignments_dir, slug).title) for slug in whole]
    with _sessions(settings).begin() as session:
        courses.ensure_first_course(session, titles)
        courses.note_problems(session, problems)
    for slug, problem in problems.items():
        if problem:
            log.warning("The assignment %s is closed to students: %s", slug, problem)


def _welcome(settings: Settings) -> str:
    """Say where to go; the link for the instructor is made anew at each start."""
    with _sessions(settings).begin() as session:
        course, instructor = courses.ensure_first_course(session, [])
        token = accounts.issue_sign_in_link(session, instructor, LINK_LIFETIME)
    address = settings.address
    return (
        f"\nThe grader is running:      {address}\n"
        f"Students join with:         {address}/join/{course.join_code}\n"
        f"Instructor signs in with:   {address}/sign-in/{token}   (once, within 24 hours)\n"
        f"Data: {settings.data_dir}   Stop: Ctrl-C\n"
    )


def _sessions(settings: Settings) -> sessionmaker[Session]:
    return make_sessions(make_engine(settings.database_url))
