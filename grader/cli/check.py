"""``grader check``: one file, the same sandbox and exam, no web and no database."""

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path

from grader.cli.showing import show
from grader.domain.scoring import MAX_SCORE
from grader.errors import GraderError, SubmissionError
from grader.exam.figures import standalone
from grader.exam.report import Report
from grader.grading import Grader
from grader.settings import Settings


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Grade a file and print the report. Returns 0: full marks; 1: less; 2: it cannot be run; 3: our fault."""
    report = _report(settings, options.assignment, options.file, options.seed)
    if options.figures:
        _write_figures(report, options.figures)
    if options.json:
        print(json.dumps(report.to_json()))
    else:
        show(report)
    return exit_code(report)


def exit_code(report: Report) -> int:
    """Return what a shell learns of *report*."""
    if report.error is None:
        return 0 if report.score == MAX_SCORE else 1
    return 2 if report.error.fault == "student" else 3


def _report(settings: Settings, slug: str, file: Path, seed: int) -> Report:
    grader = Grader(replace(settings, pool=0))  # nothing comes after it
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


def _write_figures(report: Report, folder: Path) -> None:
    """Write every picture as an SVG file of its own, named after its place and its title."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = [figure for test in report.tests for figure in test.figures]
    for number, figure in enumerate(figures, start=1):
        name = re.sub(r"[^a-z0-9]+", "-", figure.title.lower()).strip("-")
        (folder / f"{number:02}-{name}.svg").write_text(standalone(figure), "utf-8")
