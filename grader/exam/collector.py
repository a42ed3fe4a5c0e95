"""Keeps the results of an exam as they come."""

import time
from collections.abc import Sequence

from grader.exam.report import TestResult


class Collector:
    """A listener that keeps the newest result of every test."""

    def __init__(self) -> None:
        self.results: dict[str, TestResult] = {}
        self.running: str | None = None
        self.running_since = 0.0

    def collected(self, tests: Sequence[TestResult]) -> None:
        """Keep all tests, as not run."""
        self.results = {test.name: test for test in tests}

    def started(self, name: str) -> None:
        """Remember which test is running."""
        self.running, self.running_since = name, time.monotonic()

    def finished(self, result: TestResult) -> None:
        """Keep the result."""
        self.results[result.name] = result
        self.running = None
