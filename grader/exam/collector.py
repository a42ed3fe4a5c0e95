"""Keeps the results of an exam as they come, and tells how far it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.domain.scoring import Outcome
from grader.exam.report import TestResult


@dataclass(frozen=True)
class Progress:
    """How far an exam is."""

    done: int
    """So many tests have ended."""
    total: int
    title: str = ""
    """Of the test that is running; empty when none is."""


Tell = Callable[[Progress], object]
"""Hears of progress. It is called between two messages of the exam, and must neither wait nor raise."""


def tell_nobody(_progress: Progress) -> None:
    """Nobody listens."""


class Collector:
    """A listener that keeps the newest result of every test."""

    def __init__(self, tell: Tell = tell_nobody) -> None:
        self.results: dict[str, TestResult] = {}
        self.running: str | None = None
        self._tell = tell

    def collected(self, tests: Sequence[TestResult]) -> None:
        """Keep all tests, as not run."""
        self.results = {test.name: test for test in tests}
        self._tell(self._progress())

    def started(self, name: str) -> None:
        """Remember which test is running."""
        self.running = name
        self._tell(self._progress(self.results[name].title))

    def finished(self, result: TestResult) -> None:
        """Keep the result."""
        self.results[result.name] = result
        self.running = None
        self._tell(self._progress())

    def _progress(self, title: str = "") -> Progress:
        ended = sum(test.outcome is not Outcome.NOT_RUN for test in self.results.values())
        return Progress(ended, len(self.results), title)
