"""The ``grader`` command."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError

from grader import logs, settings
from grader.cli import audit, check, doctor, new, retention, run, work
from grader.errors import GraderError

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code."""
    options = _parser().parse_args(arguments)
    chosen: settings.Settings | None = None
    try:
        chosen = settings.load()
        logs.configure(chosen)
        sys.exit(options.command(chosen, options))
    except GraderError as error:
        complaint = str(error)
    except OperationalError as error:
        complaint = (
            f"The database does not do its part: {logs.first_line(error.orig)}. Look at it, or mend DATABASE_URL."
        )
    if chosen and chosen.log_format == "json":
        log.critical("%s", complaint)
    else:
        print(complaint, file=sys.stderr)
    sys.exit(3)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="grader", description="Grades neural networks written from scratch.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    checking = commands.add_parser("check", help="grade a file, with no web or database")
    checking.add_argument("assignment", metavar="ASSIGNMENT")
    checking.add_argument("file", metavar="FILE", type=Path)
    checking.add_argument("--json", action="store_true", help="print one JSON object")
    checking.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the hidden inputs (default: 0)")
    checking.add_argument("--figures", type=Path, metavar="DIR", help="write the pictures there, as SVG files")
    checking.set_defaults(command=check.check)

    auditing = commands.add_parser("audit", help="test the tests: right solutions, known mistakes, a starter")
    auditing.add_argument("assignments", metavar="SLUG", nargs="*", help="assignments (default: all)")
    auditing.add_argument("--seeds", type=int, default=100, metavar="N", help="how many seeds (default: 100)")
    auditing.add_argument("--json", action="store_true", help="print one JSON object")
    auditing.set_defaults(command=audit.audit_assignments)

    making = commands.add_parser("new", help="lay out a new assignment, complete with a tiny example")
    making.add_argument("slug", metavar="SLUG", help="lower-case letters, digits and _")
    making.set_defaults(command=new.new)

    running = commands.add_parser("run", help="set up what is missing, and serve the application")
    running.set_defaults(command=run.run)

    setting_up = commands.add_parser("setup", help="only set up: Docker engine, sandbox image, database")
    setting_up.set_defaults(command=run.set_up)

    examining = commands.add_parser("doctor", help="examine this machine: engine, image, limits, clock, disk, database")
    examining.add_argument("--json", action="store_true", help="print one JSON object")
    examining.set_defaults(command=doctor.examine)

    keeping = commands.add_parser("retention", help="say which attempts are older than their courses keep them")
    keeping.add_argument("--apply", action="store_true", help="delete their files, logs and messages; scores stay")
    keeping.set_defaults(command=retention.keep)

    working = commands.add_parser("worker", help="grade what BROKER carries, apart from the web process")
    working.add_argument(
        "--check", action="store_true", help="only say, by the exit code, whether one of this host works"
    )
    working.set_defaults(command=work.work)

    serving = commands.add_parser("web", help="only serve the pages; grader worker grades what BROKER carries")
    serving.set_defaults(command=run.serve)

    migrating = commands.add_parser("migrate", help="bring the database to this version, and put it in force")
    migrating.set_defaults(command=run.migrate)

    operating = commands.add_parser("operator", help="let a person see the page of the whole installation")
    operating.add_argument("email", metavar="EMAIL")
    operating.add_argument("--remove", action="store_true", help="no longer")
    operating.set_defaults(command=run.operator)

    linking = commands.add_parser("sign-in-link", help="print a one-time sign-in link for a person")
    linking.add_argument("email", metavar="EMAIL")
    linking.set_defaults(command=run.sign_in_link)
    return parser
