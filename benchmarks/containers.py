"""A submission in a real container, called as the exam calls it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from grader.exam.assignment import Function
from grader.exam.remote import RemoteCaller, Worker
from grader.exam.student import Caller, Student
from grader.inside.wire import Channel
from grader.sandbox.runner import Limits, Sandbox
from service import warm_grader

LONG_S = 600.0


@contextmanager
def remote(source: str, functions: list[str]) -> Iterator[Caller]:
    """Give what carries calls to *source* in a container."""
    with warm_grader(slots=1) as grader:
        sandbox = grader.prepare().open(Limits(load_timeout_s=10, run_timeout_s=LONG_S, memory_mib=512))
        try:
            sandbox.load(source, functions)
            yield RemoteCaller(_Opened(sandbox))
        finally:
            sandbox.close()


def student(functions: Mapping[str, Function], caller: Caller) -> Student:
    """Return the student as hidden tests see them, with time for any number of calls."""
    return Student(functions, caller, LONG_S, {})


class _Opened(Worker):
    """A worker with one container, which is open."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def fresh_sandbox(self) -> Channel:
        return self._sandbox.channel

    def end_of_sandbox(self) -> str:
        return str(self._sandbox.explain_end())
