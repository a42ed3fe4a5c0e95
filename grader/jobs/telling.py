"""What is told of jobs: a line in the log for each thing that becomes of one, and numbers for Prometheus."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from grader import logs, metrics
from grader.db.models import Job, Run
from grader.db.queries.attempts import Work
from grader.exam.report import Problem, Report
from grader.services.workers import Presence

log = logging.getLogger(__name__)

_is_told: ContextVar[bool] = ContextVar("is_told", default=False)
"""Whether the end of the try is told: a lease that is found lost just after that has done its work."""

OUTCOMES = ("graded", "done", "student_fault", "author_fault", "put_off", "given_up", "given_back", "lease_lost")
LEVELS = {
    "author_fault": logging.ERROR,
    "given_up": logging.ERROR,
    "lease_lost": logging.WARNING,
    "put_off": logging.WARNING,
}
"""Of the ends that are not as they should be."""


@contextmanager
def job(worker: str, kind: str, row: int, tries: int) -> Iterator[None]:
    """Have every line of the block tell which job it is about, and measure how long the block takes."""
    started = time.monotonic()
    _is_told.set(False)
    _begin_to_count(kind, "")
    with logs.about(worker=worker, kind=kind, row=row, **{"try": tries}):
        try:
            yield
        finally:
            metrics.DURATION.labels(kind, _assignment()).observe(time.monotonic() - started)


def begun(run_id: int, work: Work) -> None:
    """Tell that a run has begun; whatever is told of it from now on names its submission."""
    logs.add(run=run_id, submission=work.submission_id, assignment=work.assignment)
    _begin_to_count("Run", work.assignment)
    wait_s = max(0.0, (work.started_at - work.created_at).total_seconds()) if work.started_at else 0.0
    if work.tries == 1:
        metrics.WAIT.labels(work.assignment).observe(wait_s)
    log.info("run begun", extra={"wait_s": round(wait_s, 3)})


def ended(outcome: str, problem: Problem | None = None, **more: object) -> None:
    """Tell how the try of this block has ended, and by whose fault; only the first end counts."""
    if _is_told.get():
        return
    _is_told.set(True)
    metrics.JOBS.labels(str(logs.said("kind")), _assignment(), outcome).inc()
    _tell(outcome, problem, more)


def graded(report: Report) -> None:
    """Tell that a run has ended with *report*: how many tests had which outcome, but no score."""
    outcomes = dict(Counter(test.outcome.value for test in report.tests))
    duration_s = round(report.duration_s, 3)
    ended(
        f"{report.error.fault}_fault" if report.error else "graded",
        report.error,
        outcomes=outcomes,
        duration_s=duration_s,
    )


def given_up(kind: str, row: Job, problem: Problem) -> None:
    """Tell that *row* is given up though nobody has it: its workers died."""
    about = {"kind": kind, "row": row.id, "try": row.tries}
    if isinstance(row, Run):
        about |= {"run": row.id, "submission": row.submission_id}
    metrics.JOBS.labels(kind, "", "given_up").inc()
    _tell("given_up", problem, about)


def worker(presence: Presence, obstacle_before: str) -> None:
    """Tell how this process is, and in a line whether it has begun or ceased to take runs."""
    metrics.SLOTS.set(presence.slots)
    metrics.RUNNING.set(presence.running)
    metrics.SPARE.set(presence.spare)
    metrics.OBSTACLE.set(bool(presence.obstacle))
    if presence.obstacle and presence.obstacle != obstacle_before:
        log.warning("this worker takes no runs", extra={"reason": logs.first_line(presence.obstacle)})
    elif obstacle_before and not presence.obstacle:
        log.warning("this worker takes runs again")


def _tell(outcome: str, problem: Problem | None, fields: dict[str, object]) -> None:
    if problem:
        fields |= {"fault": problem.fault, "error": problem.kind}
    if problem and problem.fault != "student":
        metrics.FAULTS.labels(problem.fault, problem.kind).inc()
    if problem and problem.fault == "service":  # what others wrote can be in the message of their faults
        fields["reason"] = logs.first_line(problem.message)
    log.log(LEVELS.get(outcome, logging.INFO), "job %s", outcome.replace("_", " "), extra=fields)


def _begin_to_count(kind: str, assignment: str) -> None:
    """Have Prometheus see the zeros: it cannot tell that what begins with one has grown."""
    for outcome in OUTCOMES:
        metrics.JOBS.labels(kind, assignment, outcome)


def _assignment() -> str:
    return str(logs.said("assignment"))
