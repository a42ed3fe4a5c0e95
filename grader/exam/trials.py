"""Trials of many files on many seeds: each in a process of its own, so that none can harm another, or the audit."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import AuthorError, SandboxLost, ServiceError, StudentError
from grader.exam.assignment import Assignment
from grader.exam.collector import Collector
from grader.exam.prepared import Prepared
from grader.exam.process import ExamProcess
from grader.exam.report import Problem, Report
from grader.exam.trial import report_of


@dataclass
class Trials:
    """What came of one file, a report for each seed as ``grader check --json`` prints it."""

    file: Path
    reports: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""
    """Why there is no report for every seed."""

    def failed(self) -> dict[str, int]:
        """Return how often each test failed; tests that never did are left out."""
        return Counter(name for report in self.reports for name in failed_tests(report))


def failed_tests(report: dict[str, Any]) -> list[str]:
    """Return the names of the tests that *report* does not show as passed."""
    return [test["name"] for test in report["tests"] if test["outcome"] != "passed"]


def run_trials(
    assignment: Assignment, files: Sequence[Path], seeds: Sequence[int], tick: Callable[[], None]
) -> list[Trials]:
    """Return the trials of all *files*, in their order; *tick* is called after each single one."""
    prepared = Prepared(assignment)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda file: _run(prepared, assignment, file, seeds, tick), files))
    finally:
        prepared.retire()


def _run(
    prepared: Prepared, assignment: Assignment, file: Path, seeds: Sequence[int], tick: Callable[[], None]
) -> Trials:
    trials = Trials(file)
    for seed in seeds:
        try:
            trials.reports.append(_report(prepared, assignment, file, seed).to_json())
        except ServiceError as error:
            trials.problem = f"seed {seed}: it ended the process, or never came to an end. {error}"
            break
        tick()
    return trials


def _report(prepared: Prepared, assignment: Assignment, file: Path, seed: int) -> Report:
    start = time.monotonic()
    collector = Collector()
    problem = None
    try:
        with closing(ExamProcess(prepared, assignment, seed, file)) as exam:
            if not exam.run(_NoSandboxes(), collector, threading.Event()):
                raise ServiceError(f"The run took longer than {assignment.limits.run_timeout_s:g} s.")
    except AuthorError as error:
        problem = Problem.of(error)
    return report_of(assignment, seed, collector, problem, time.monotonic() - start)


class _NoSandboxes:
    """A trusted file is called where the exam runs."""

    def fresh(self) -> int:
        raise SandboxLost("There is no sandbox in a trial.")

    def explain_end(self) -> StudentError:
        raise SandboxLost("There is no sandbox in a trial.")
