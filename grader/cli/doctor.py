"""``grader doctor``: does this machine keep what the grader promises? And what refuses to start where it does not."""

import argparse
import json
import logging
import time
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text
from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from grader.db import migrate
from grader.db.engine import make_engine
from grader.errors import ServiceError
from grader.sandbox import engine
from grader.sandbox.docker import Boxes
from grader.sandbox.doctor import examination, host, limits
from grader.sandbox.doctor.findings import Finding, Verdict
from grader.sandbox.pool import Pool
from grader.settings import Settings

log = logging.getLogger(__name__)

DATABASE = "Database"
MARKS = {Verdict.OK: ("✓", "green"), Verdict.WARNING: ("!", "yellow"), Verdict.FAILED: ("✗", "red")}


def examine(settings: Settings, options: argparse.Namespace) -> int:
    """Examine this machine and print what was found. Returns 0: all is enforced and works; 1: something is not."""
    start = time.time(), time.monotonic()
    findings = [
        *examination.examine(settings),
        host.clock(),
        host.disk("data", settings.data_dir),
        *database(settings.database_url),
        host.steady(*start),
    ]
    if options.json:
        print(json.dumps({"well": not _failures(findings), "findings": [asdict(finding) for finding in findings]}))
    else:
        _show(findings, time.monotonic() - start[1])
    return int(_failures(findings) > 0)


def database(url: str) -> list[Finding]:
    """Reach the database; look at its schema and its clock."""
    shown = make_url(url).render_as_string(hide_password=True)
    file = make_url(url).database or ""
    if make_url(url).get_backend_name() == "sqlite" and not Path(file).exists():
        return [Finding(DATABASE, "reachable", Verdict.WARNING, f"{file} is not made yet", "Run: grader setup")]
    try:
        made = make_engine(url)
        try:
            with made.connect() as connection:
                reached = Finding(DATABASE, "reachable", Verdict.OK, shown)
                return [reached, _schema(connection), *_clock(connection)]
        finally:
            made.dispose()
    except (SQLAlchemyError, ImportError) as error:
        detail = f"{shown}: {str(getattr(error, 'orig', None) or error).strip()}"
        return [Finding(DATABASE, "reachable", Verdict.FAILED, detail, "Start the database, or mend DATABASE_URL.")]


def _schema(connection: Connection) -> Finding:
    is_at, needed = migrate.revisions(connection)
    if is_at == needed:
        return Finding(DATABASE, "schema", Verdict.OK, f"{is_at}, the newest")
    return Finding(DATABASE, "schema", Verdict.FAILED, f"is {is_at}, and {needed} is needed", migrate.ADVICE)


def _clock(connection: Connection) -> list[Finding]:
    if connection.dialect.name == "sqlite":
        return []  # a file has no clock of its own
    before = time.time()
    there = connection.scalars(select(func.clock_timestamp())).one().timestamp()
    return [host.skew("of the database", there - (before + time.time()) / 2)]


def refuse_without_limits(settings: Settings) -> None:
    """Try the limits that keep submissions from the host and from each other, before work is taken.

    Raises:
        ServiceError: one is not enforced, and nobody has accepted that.

    """
    client = engine.connect()
    pool = Pool(Boxes(client, settings.sandbox_base, settings.sandbox_runtime), size=0)
    try:
        findings = limits.tried(pool, client, limits.ESSENTIAL, settings.slots)
    finally:
        pool.close()
        client.close()
    if not _failures(findings):
        return
    missing = _listed([finding for finding in findings if finding.failed])
    if not settings.i_accept_that_limits_are_not_enforced:
        raise ServiceError(
            f"This machine does not enforce the limits of submissions, so the grader does not start:{missing}\n"
            "All that was found is shown by: grader doctor\n"
            "To start even so, where you trust every student: I_ACCEPT_THAT_LIMITS_ARE_NOT_ENFORCED=yes"
        )
    log.warning("LIMITS OF SUBMISSIONS ARE NOT ENFORCED on this machine, and the settings accept that:%s", missing)


def _listed(findings: list[Finding]) -> str:
    """Return what failed and what to do, once where it is the same for several."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in findings:
        names.setdefault((one.detail, one.advice), []).append(one.name)
    return "".join(f"\n  {', '.join(several)}: {said}\n    {advice}" for (said, advice), several in names.items())


def _failures(findings: list[Finding]) -> int:
    return sum(finding.failed for finding in findings)


def _show(findings: list[Finding], duration_s: float) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for group in dict.fromkeys(finding.group for finding in findings):
        console.print(Text(group, "bold"))
        for one in findings:
            if one.group == group:
                mark, style = MARKS[one.verdict]
                console.print(Text.assemble((f"  {mark} {one.verdict:<7}  ", style), f"{one.name:<15}  {one.detail}"))
                if one.advice:
                    console.print(Text(f"{'':13}{'What to do:':<15}  {one.advice}", "dim"))
    failures = _failures(findings)
    warnings = sum(one.verdict is Verdict.WARNING for one in findings)
    mark, style = MARKS[Verdict.FAILED if failures else Verdict.OK]
    said = f"{failures} not enforced or broken" if failures else "all is enforced and works"
    said += f"; {warnings} to look at" if warnings else ""
    console.print(Text(f"{mark} {said}  ({duration_s:.1f} s)", style))
