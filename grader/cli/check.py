"""``grader check``: one file, the same sandbox and exam, no web and no database."""

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.domain.scoring import MAX_SCORE, Outcome
from grader.errors import GraderError, SubmissionError
from grader.exam.report import Report
from grader.grading import Grader
from grader.settings import Settings

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.TIMED_OUT: ("⏱", "red"),
    Outcome.NOT_RUN: ("–", "dim"),
    Outcome.ERRORED: ("!", "yellow"),
}


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Grade a file and print the report. Returns 0: full marks; 1: less; 2: it cannot be run; 3: our fault."""
    report = _report(settings, options.assignment, options.file, options.seed)
    if options.json:
        print(json.dumps(report.to_json()))
    else:
        _show(report)
    return exit_code(report)


def exit_code(report: Report) -> int:
    """Return what a shell learns of *report*."""
    if report.error is None:
        return 0 if report.score == MAX_SCORE else 1
    return 2 if report.error.fault == "student" else 3


def _report(settings: Settings, slug: str, file: Path, seed: int) -> Report:
    grader = Grader(settings)
    try:
        return grader.grade(slug, _read(file, settings.max_upload_kib), seed)
    except GraderError as error:
        return Report(assignment=slug, seed=seed).with_problem(error)
    finally:
        grader.close()


def _read(file: Path, max_kib: int) -> bytes:
    """Read one byte more than is allowed, which is enough to refuse the file."""
    try:
        with file.open("rb") as stream:
            return stream.read(max_kib * 1024 + 1)
    except OSError as error:
        raise SubmissionError("unreadable", f"{file} cannot be read: {error.strerror}.") from error


def _show(report: Report) -> None:
    console = Console(highlight=False)
    table = Table.grid(padding=(0, 2))
    for test in report.tests:
        mark, style = MARKS[test.outcome]
        table.add_row(Text(mark, style), Text(f"{test.points}/{test.max_points}", style), Text(test.title))
        if test.message:
            table.add_row("", "", Padding(Text(test.message, "dim"), (0, 0, 1, 0)))
    console.print(table)
    if report.error:
        console.print(Text(report.error.message, "yellow"))
    if report.log:
        console.print(Text(f"Printed:\n{report.log}", "dim"))
    score = "no score: the fault is not the student's" if report.score is None else f"{report.score} of {MAX_SCORE}"
    console.print(Text(f"{report.assignment}: {score}  (seed {report.seed}, {report.duration_s:.1f} s)", "bold"))
