"""A grader without containers, for tests of the queue: a submission's first line tells what becomes of its run."""

import os
import signal
import threading
import time
from decimal import Decimal

from grader.domain.scoring import Outcome
from grader.errors import AuthorError, Fault, GraderError, ServiceError
from grader.exam.collector import Progress, Tell
from grader.exam.report import Report, TestResult

FULL_MARKS = TestResult("test_all", "Everything", "all", Outcome.PASSED, Decimal(100), Decimal(100))


class StandIn:
    """Obeys ``# sleep 2``, ``# fault author``, ``# fault service``, ``# recover``, ``# bug`` and ``# die``.

    The log of a report is the id of the process that made it.
    """

    def __init__(self) -> None:
        self.calls = 0

    def grade(self, slug: str, source: bytes, seed: int, cancelled: threading.Event, tell: Tell) -> Report:
        """Return full marks, unless told otherwise."""
        self.calls += 1
        tell(Progress(0, 1, FULL_MARKS.title))
        verb, _, argument = source.decode().splitlines()[0].removeprefix("# ").partition(" ")
        report = Report(slug, seed, (FULL_MARKS,), log=str(os.getpid()))
        if verb == "sleep":
            _sleep(float(argument), cancelled)
        elif verb == "bug":
            raise ZeroDivisionError("a bug of ours")
        elif verb == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif verb == "fault" or (verb == "recover" and self.calls == 1):
            faults: dict[Fault, GraderError] = {"author": AuthorError("line 7"), "service": ServiceError("no engine")}
            return report.with_problem(faults["author" if argument == "author" else "service"])
        return report


def _sleep(seconds: float, cancelled: threading.Event) -> None:
    """Sleep in small steps: a long one would count the time for which the process was stopped."""
    for _ in range(round(seconds / 0.05)):
        if cancelled.is_set():
            return
        time.sleep(0.05)
