"""The worker's end of an exam: starts it in a process of its own, serves it, and ends it in time."""

import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Protocol

from grader.errors import AuthorError, GraderError, ServiceError, StudentError
from grader.exam.assignment import Assignment
from grader.exam.collector import Collector
from grader.exam.prepared import Prepared, last_words
from grader.exam.report import TestResult
from grader.exam.stopwatch import Stopwatch
from grader.inside import wire

POLL_S = 0.2
MESSAGE_TIMEOUT_S = 10
TEST_MARGIN_S = 5
"""Beyond the limit of a test, which bounds the student's part of it, a test is at fault itself."""


class Sandboxes(Protocol):
    """Where the exam's calls go: the submission, in one container after another."""

    def fresh(self) -> int:
        """Return the descriptor of the connection to a new container with the submission loaded."""

    def explain_end(self) -> StudentError:
        """Say why the student's process ended; raises SandboxLost if it was no doing of theirs."""


class ExamProcess:
    """One exam, in a process of its own; on one *core*, if given. It calls a *trusted* file in place of a sandbox."""

    def __init__(
        self,
        prepared: Prepared,
        assignment: Assignment,
        seed: int,
        *,
        trusted: Path | None = None,
        core: int | None = None,
    ) -> None:
        self._prepared = prepared
        self._assignment = assignment
        self._job = {"seed": seed, "trusted": str(trusted) if trusted else None, "core": core}
        self._link, other = socket.socketpair()
        self._channel = wire.Channel(self._link)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process that writes to it
        try:
            with other:
                self._exam = prepared.fork(other, self._errors)
        except GraderError:
            self._link.close()
            self._errors.close()
            raise
        self._of_test = Stopwatch(self._exam)

    def run(self, sandboxes: Sandboxes, collector: Collector, cancelled: threading.Event) -> bool:
        """Serve the exam; *collector* holds what finished, whatever happens.

        Returns whether it came to its end; False: the time for the whole run was over.

        Raises:
            AuthorError: a test is broken.
            ServiceError: the exam's process was lost, or the run was cancelled.

        """
        try:
            return self._serve(sandboxes, collector, cancelled)
        except (wire.Closed, wire.WireError, TimeoutError) as error:
            raise ServiceError(f"The exam's process was lost. {last_words(self._errors)}") from error

    def _serve(self, sandboxes: Sandboxes, collector: Collector, cancelled: threading.Event) -> bool:
        self._channel.send(self._job)
        deadline = time.monotonic() + self._assignment.limits.run_timeout_s
        while True:
            message = self._next_message(collector, deadline, cancelled)
            if message is None:
                return False
            match message["event"]:
                case "collected":
                    collector.collected([TestResult.from_json(test) for test in message["tests"]])
                case "started":
                    collector.started(message["name"])
                    self._of_test.start()
                case "finished":
                    collector.finished(TestResult.from_json(message["result"]))
                case "sandbox" | "explain" as wish:
                    start = time.monotonic()
                    self._give_sandbox(sandboxes) if wish == "sandbox" else self._explain(sandboxes)
                    self._of_test.do_not_count(time.monotonic() - start)
                case "done":
                    _raise(message["error"])
                    return True

    def close(self) -> None:
        """End the process and all that it started."""
        self._prepared.end(self._exam)
        self._link.close()
        self._errors.close()

    def _next_message(self, collector: Collector, deadline: float, cancelled: threading.Event) -> dict[str, Any] | None:
        """Return what the exam says next; None when the run's time is over."""
        readable = False
        while not readable:
            self._check_test(collector)
            if time.monotonic() > deadline:
                return None
            if cancelled.is_set():
                raise ServiceError("The run was cancelled.")
            readable = self._channel.is_readable(POLL_S)
        message: dict[str, Any] = self._channel.receive(time.monotonic() + MESSAGE_TIMEOUT_S)
        return message

    def _check_test(self, collector: Collector) -> None:
        limit = self._assignment.limits.test_timeout_s + TEST_MARGIN_S
        if collector.running and self._of_test.elapsed_s() > limit:
            raise AuthorError(f"{collector.running}: the test itself takes longer than {limit:g} s.")

    def _give_sandbox(self, sandboxes: Sandboxes) -> None:
        try:
            descriptor = sandboxes.fresh()
        except GraderError as error:
            self._link.sendall(b"-")
            self._reply(error)
        else:
            socket.send_fds(self._link, [b"+"], [descriptor])

    def _explain(self, sandboxes: Sandboxes) -> None:
        try:
            self._channel.send({"fault": None, "message": str(sandboxes.explain_end())})
        except ServiceError as error:
            self._reply(error)

    def _reply(self, error: GraderError) -> None:
        self._channel.send({"fault": error.fault, "message": str(error)})


def _raise(error: list[str] | None) -> None:
    if error is None:
        return
    fault, _, message = error
    raise AuthorError(message) if fault == "author" else ServiceError(message)
