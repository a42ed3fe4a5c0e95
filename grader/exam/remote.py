"""The exam's end of its link to the worker: results go out, sandboxes come in."""

import socket
import time
from collections.abc import Sequence
from typing import Any

from grader.domain.traces import describe_raised, plain
from grader.errors import AuthorError, CallError, CallTimeout, GraderError, SandboxLost
from grader.exam.report import Problem, TestResult
from grader.exam.student import Answer, Call, timeout
from grader.inside import protocol, wire


class Worker:
    """Speaks to the worker that started this exam; it is the exam's listener."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._channel = wire.Channel(link)

    def job(self) -> dict[str, Any]:
        """Return what is to be done: the seed; the core and the trusted file, if there are any."""
        job: dict[str, Any] = self._channel.receive()
        return job

    def collected(self, tests: Sequence[TestResult]) -> None:
        """Tell of all tests, as not run."""
        self._tell("collected", tests=[test.to_json() for test in tests])

    def started(self, name: str) -> None:
        """Tell that a test begins."""
        self._tell("started", name=name)

    def finished(self, result: TestResult) -> None:
        """Tell the result of a test."""
        self._tell("finished", result=result.to_json())

    def done(self, error: GraderError | None) -> None:
        """Tell that this is all."""
        problem = Problem.of(error) if error else None
        self._tell("done", error=problem and [problem.fault, problem.kind, problem.message])

    def fresh_sandbox(self) -> wire.Channel:
        """Return the channel to a new sandbox with the submission loaded; the one before is destroyed.

        Raises:
            CallError: the submission cannot be loaded again.
            SandboxLost: no sandbox can be had.

        """
        self._tell("sandbox")
        _, descriptors, _, _ = socket.recv_fds(self._link, 1, 1)
        if not descriptors:
            self._reply()
        return wire.Channel(socket.socket(fileno=descriptors[0]))

    def end_of_sandbox(self) -> str:
        """Return why the student's process ended, for the student.

        Raises:
            SandboxLost: it was no doing of theirs.

        """
        self._tell("explain")
        return self._reply()

    def _tell(self, event: str, **details: object) -> None:
        self._channel.send({"event": event, **details})

    def _reply(self) -> str:
        reply = self._channel.receive()
        if reply["fault"] == "student":
            raise CallError(reply["message"])
        if reply["fault"] is not None:
            raise SandboxLost(reply["message"])
        return str(reply["message"])


class RemoteCaller:
    """Carries calls into the student's container; opens one when there is none."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._channel: wire.Channel | None = None
        self._calls = 0

    def call(self, call: Call, *, with_arguments: bool) -> Answer:
        """See :class:`grader.exam.student.Caller`."""
        self._calls += 1
        request = protocol.call(
            self._calls, call.function.name, call.arguments, call.keywords, with_arguments=with_arguments
        )
        try:
            answer, error = protocol.read(self._calls, self._exchange(request, call))
        except protocol.NoAnswer:
            raise self._foreign(call) from None
        if error:
            raise CallError(f"{call.function.signature} {_complaint(error)}")
        arguments = answer.get("arguments", ())
        if with_arguments and (not isinstance(arguments, list | tuple) or len(arguments) != len(call.arguments)):
            raise self._foreign(call)
        return Answer(answer["value"], arguments)

    def _exchange(self, request: tuple[Any, ...], call: Call) -> Any:
        channel, deadline = self._open(call.deadline)
        try:
            _send(channel, request, deadline, call)
            return channel.receive(deadline)
        except TimeoutError:
            raise self._timeout(call) from None
        except wire.Closed:
            raise self._ended(call) from None
        except wire.WireError:
            raise self._foreign(call) from None

    def _open(self, deadline: float) -> tuple[wire.Channel, float]:
        """Return the channel, and *deadline* put off by the time that a new container takes."""
        start = time.monotonic()
        self._channel = self._channel or self._worker.fresh_sandbox()
        return self._channel, deadline + time.monotonic() - start

    def _timeout(self, call: Call) -> CallTimeout:
        self._drop()
        return timeout(call)

    def _ended(self, call: Call) -> CallError:
        self._drop()
        return CallError(f"{call.function.signature}: {self._worker.end_of_sandbox()}")

    def _foreign(self, call: Call) -> CallError:
        self._drop()
        return CallError(
            f"{call.function.signature}: your program wrote to the grader's channel, so its answer cannot be read. "
            "Remove whatever writes to files or sockets that it did not open."
        )

    def _drop(self) -> None:
        """Give the container up: what it says from now on could belong to an earlier call."""
        if self._channel:
            self._channel.close()
        self._channel = None


def _send(channel: wire.Channel, request: tuple[Any, ...], deadline: float, call: Call) -> None:
    try:
        channel.send(request, deadline)
    except wire.WireError as error:
        raise AuthorError(
            f"A test calls {call.function.signature} with what the wire does not carry: {error}"
        ) from error


def _complaint(error: dict[str, Any]) -> str:
    if error.get("kind") == "cannot_return":
        where = plain(error.get("where"), 200)
        return f"cannot return what it does{f', at {where}' if where else ''}: {plain(error.get('message'))}."
    if error.get("type") == "NotImplementedError":
        return "is not written yet: it raised NotImplementedError."
    return f"raised {describe_raised(error)}"
