"""An exam against a trusted file, in this process and without a container: for authors, audits and our own tests."""

import argparse
import contextlib
import json
import sys
import time
from pathlib import Path

from grader.errors import GraderError
from grader.exam import assignment as assignments
from grader.exam.collector import Collector
from grader.exam.misconceptions import explain
from grader.exam.modules import load_trusted
from grader.exam.plugin import Run, run_exam
from grader.exam.report import Problem, Report
from grader.exam.student import LocalCaller
from grader.settings import ROOT


def run_trial(assignment: assignments.Assignment, file: Path, seed: int) -> Report:
    """Return the report of *assignment* on the trusted code in *file*."""
    start = time.monotonic()
    collector = Collector()
    error = None
    try:
        run = Run(seed, LocalCaller(load_trusted(file)), collector)
        run_exam(assignment, lambda: run)
    except GraderError as problem:
        error = Problem.of(problem)
    return report_of(assignment, seed, collector, error, time.monotonic() - start)


def report_of(
    assignment: assignments.Assignment, seed: int, collector: Collector, error: Problem | None, duration_s: float
) -> Report:
    """Return the report on what *collector* holds."""
    tests = tuple(collector.results.values())
    return Report(
        assignment=assignment.slug,
        seed=seed,
        tests=tests,
        explanations=explain(assignment, tests),
        error=error,
        duration_s=duration_s,
    )


def main() -> None:
    """Print a report on a trusted file for each seed, as one line of JSON."""
    parser = argparse.ArgumentParser(description="Run an exam on a file that you trust, without a container.")
    parser.add_argument("assignment")
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, action="append", metavar="N", help="several times for several reports")
    parser.add_argument("--assignments", type=Path, default=ROOT / "assignments", metavar="DIR")
    options = parser.parse_args()
    assignment = assignments.load(options.assignments.resolve(), options.assignment)
    for seed in options.seed or [0]:
        with contextlib.redirect_stdout(sys.stderr):  # what the file prints is no report
            report = run_trial(assignment, options.file, seed)
        print(json.dumps(report.to_json()), flush=True)  # noqa: T201 - the reports are what it is for


if __name__ == "__main__":
    main()
