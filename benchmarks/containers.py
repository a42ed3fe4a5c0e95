"""A submission in a real container, called as the exam calls it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from grader.exam.assignment import Function
from grader.exam.remote import RemoteCaller, Worker
from grader.exam.student import Caller, Student
from grader.inside.wire import Channel
from grader.sandbox.cores import Cores
from grader.sandbox.runner import Limits, Sandbox
from service import warm_grader

LONG_S = 600.0


@contextmanager
def remote(source: str, functions: list[str]) -> Iterator[Caller]:
    """Give what carries calls to *source* in a container."""
    with warm_grader(slots=1) as grader:
        sandbox = grader.prepare().open(Limits(load_timeout_s=10, memory_mib=512))
        try:
            with Cores().one() as core, _on(core):
                sandbox.load(source, functions, core)
                yield RemoteCaller(_Opened(sandbox))
        finally:
            sandbox.close()


@contextmanager
def _on(core: int) -> Iterator[None]:
    """Keep this process on the core of the container, as an exam's is."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    yield
    os.sched_setaffinity(0, before)


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
