"""Trials of many files on many seeds: a process for each file, so that none can harm another, or the audit."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

from grader.exam.assignment import Assignment
from grader.exam.prepared import exam_environment
from grader.settings import ROOT

MARGIN_S = 30
"""Beyond the time limit of a run, in which all calls should end."""


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
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda file: _run(assignment, file, seeds, tick), files))


def _run(assignment: Assignment, file: Path, seeds: Sequence[int], tick: Callable[[], None]) -> Trials:
    trials = Trials(file)
    command = [sys.executable, "-m", "grader.exam.trial", assignment.slug, str(file)]
    command += ["--assignments", str(assignment.folder.parent), *(f"--seed={seed}" for seed in seeds)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=exam_environment(), text=True, **pipes) as process:  # type: ignore[call-overload]
        for seed in seeds:
            line = _next_line(process, assignment.limits.run_timeout_s + MARGIN_S)
            if not line:
                trials.problem = f"seed {seed}: it ended the process or never came to an end ({process.wait()})"
                break
            trials.reports.append(json.loads(line))
            tick()
    return trials


def _next_line(process: "subprocess.Popen[str]", timeout_s: float) -> str:
    """Return the next line of *process*, nothing if it ends, and end it if it takes too long."""
    timer = Timer(timeout_s, process.kill)
    timer.start()
    try:
        return process.stdout.readline() if process.stdout else ""
    finally:
        timer.cancel()
