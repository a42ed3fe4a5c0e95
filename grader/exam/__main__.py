"""The exam's own process: ``python -m grader.exam DESCRIPTOR``; started by ``grader.exam.process``."""

import socket
import sys
from pathlib import Path

from grader.errors import GraderError
from grader.exam import assignment as assignments
from grader.exam.plugin import run_exam
from grader.exam.remote import RemoteCaller, Worker


def main() -> None:
    """Run one exam for the worker at the other end of the inherited socket."""
    worker = Worker(socket.socket(fileno=int(sys.argv[1])))
    job = worker.job()
    error = None
    try:
        assignment = assignments.load(Path(job["assignments_dir"]), job["assignment"])
        run_exam(assignment, job["seed"], RemoteCaller(worker), worker)
    except GraderError as problem:
        error = problem
    worker.done(error)


main()
