"""A submission in a real container, called as the exam calls it."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from grader.exam.assignment import Function
from grader.exam.remote import RemoteCaller, Worker
from grader.exam.student import Caller, Student
from grader.sandbox.runner import Limits
from service import warm_grader

LONG_S = 600.0


@contextmanager
def remote(source: str, functions: list[str]) -> Iterator[Caller]:
    """Give what carries calls to *source* in a container."""
    with warm_grader(slots=1) as grader:
        sandbox = grader.prepare().open(Limits(load_timeout_s=10, run_timeout_s=LONG_S, memory_mib=512))
        try:
            sandbox.load(source, functions)
            yield RemoteCaller(_Opened(sandbox.channel))
        finally:
            sandbox.close()


def student(functions: Mapping[str, Function], caller: Caller) -> Student:
    """Return the student as hidden tests see them, with time for any number of calls."""
    return Student(functions, caller, LONG_S, {})


class _Opened(Worker):
    """A worker with one container, which is open."""

    def fresh_sandbox(self) -> socket.socket:
        return self._link
