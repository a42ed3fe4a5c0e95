"""A prepared exam: ``python -m grader.exam DESCRIPTOR DIR SLUG``; started by ``grader.exam.prepared``.

It imports everything, and the hidden tests of one assignment, and then forks an exam for each run that is asked for.
"""

import ctypes
import gc
import os
import resource
import signal
import socket
import sys
from pathlib import Path

import numpy.ma  # noqa: F401 - assertions import it late, in every child

from grader.errors import GraderError, ServiceError
from grader.exam import assignment as assignments
from grader.exam.modules import load_trusted
from grader.exam.plugin import Run, run_exam
from grader.exam.remote import RemoteCaller, Worker
from grader.exam.student import LocalCaller
from grader.niceness import EXAMS, stand

PR_SET_PDEATHSIG = 1
MEMORY_MIB = 1536
"""What an exam may take beyond what was prepared: a test that makes much of what a student returned fails by itself."""


class Forks:
    """The requests for exams; every exam is a process of its own."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self.worker: Worker | None = None

    def next(self) -> Run:
        """Wait for requests. Returns only in a child, with the run that it is for."""
        gc.freeze()  # a collection in a child would copy every page
        while True:
            request, descriptors, _, _ = socket.recv_fds(self._control, 16, 2)
            if not request:
                os._exit(0)
            if not descriptors:
                os.waitpid(int(request), 0)
                self._control.send(b"ended")
                continue
            parent, child = os.getpid(), os.fork()
            if child == 0:
                return self._begin(parent, *descriptors)
            os.setpgid(child, child)
            for descriptor in descriptors:
                os.close(descriptor)
            self._control.send(str(child).encode())

    def _begin(self, parent: int, link: int, errors: int) -> Run:
        self._control.close()
        os.setpgid(0, 0)
        _die_with(parent)
        _limit_memory()
        os.dup2(errors, 1)
        os.dup2(errors, 2)
        os.close(errors)
        self.worker = Worker(socket.socket(fileno=link))
        job = self.worker.job()
        if job["core"] is not None:
            os.sched_setaffinity(0, {job["core"]})
        trusted = job["trusted"]
        caller = LocalCaller(load_trusted(Path(trusted))) if trusted else RemoteCaller(self.worker)
        return Run(job["seed"], caller, self.worker)


def _die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + (MEMORY_MIB << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    """Prepare, and be an exam in each child."""
    stand(EXAMS)
    descriptor, folder, slug = sys.argv[1:]
    forks = Forks(socket.socket(fileno=int(descriptor)))
    error = None
    try:
        run_exam(assignments.load(Path(folder), slug), forks.next)
    except GraderError as problem:
        error = problem
    if forks.worker is None:  # there is nothing to run: everybody who asks is told why
        error = error or ServiceError("pytest ended before the first test.")
        forks.next()
    assert forks.worker is not None  # noqa: S101 - for the type checker
    forks.worker.done(error)
    os._exit(0)


main()
