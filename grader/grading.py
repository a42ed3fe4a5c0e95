"""One run: a container, an exam, a report. The worker and ``grader check`` both call it."""

import shutil
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import replace

from grader.domain.scoring import Outcome
from grader.domain.solution import check_source
from grader.errors import GraderError, SandboxLost, ServiceError, StudentError
from grader.exam import assignment as assignments
from grader.exam.assignment import Assignment
from grader.exam.collector import Collector, Tell, tell_nobody
from grader.exam.misconceptions import explain
from grader.exam.prepared import Prepared, PreparedExams
from grader.exam.process import ExamProcess
from grader.exam.report import Problem, Report
from grader.sandbox import engine
from grader.sandbox.cores import Cores
from grader.sandbox.docker import Boxes
from grader.sandbox.output import KEPT_BYTES
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits, Sandbox
from grader.settings import Settings

PING_TIMEOUT_S = 5
FREE_MIB = 16
"""What the sockets, the pictures and the notes of some runs need for a while."""


class Grader:
    """Grades submissions on this machine's Docker engine; from any number of threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._preparing = threading.Lock()
        self._exams = PreparedExams()
        self._cores = Cores()
        self._pool: Pool | None = None

    def prepare(self) -> Pool:
        """Reach the engine, have the image, and remove what processes that died left on this machine; once.

        Raises:
            ServiceError: the engine does not answer, or the image cannot be built.

        """
        with self._preparing:
            if self._pool is None:
                settings = self._settings
                boxes = Boxes(engine.connect(), settings.sandbox_base, settings.sandbox_runtime)
                boxes.remove_leftovers()
                self._pool = Pool(boxes, self._settings.pool)
            return self._pool

    def warm_up(self) -> None:
        """Have a container started for the first submission.

        Raises:
            ServiceError: see :meth:`prepare`.

        """
        self.prepare().warm_up(assignments.Limits().memory_mib)

    def hindrance(self) -> str:
        """Say what keeps this machine from grading at the moment; empty: nothing that is known."""
        try:
            engine.connect(PING_TIMEOUT_S).close()
        except ServiceError as error:
            return str(error)
        free_mib = shutil.disk_usage(tempfile.gettempdir()).free // 2**20
        return "" if free_mib >= FREE_MIB else f"Only {free_mib} MiB are free in {tempfile.gettempdir()}: make room."

    @property
    def spare(self) -> int:
        """Number of containers that wait for submissions."""
        return self._pool.spare if self._pool else 0

    def grade(
        self,
        slug: str,
        source: bytes,
        seed: int,
        cancelled: threading.Event | None = None,
        tell: Tell = tell_nobody,
    ) -> Report:
        """Return the report on *source*; never raises for a fault that a report can name.

        A set *cancelled* ends the run early, with a report that has no score. *tell* hears how far the exam is.
        """
        start = time.monotonic()
        report = Report(assignment=slug, seed=seed)
        try:
            assignment = assignments.load(self._settings.assignments_dir, slug)
            text = check_source(source, self._settings.max_upload_kib)
            pool = self.prepare()
        except GraderError as error:
            report = report.with_problem(error)
        else:
            prepared = self._exams.of(assignment)
            with self._cores.one() as core:
                submission = _Submission(pool, assignment, text, core)
                stop = cancelled or threading.Event()
                report = _examined(report, assignment, prepared, submission, Collector(tell), cancelled=stop)
        return replace(report, duration_s=time.monotonic() - start)

    def close(self) -> None:
        """Give up what is held."""
        self._exams.close()
        if self._pool:
            self._pool.close()


class _Submission:
    """A submission in one container after another: a call that hangs or kills one costs that test, not the next."""

    def __init__(self, pool: Pool, assignment: Assignment, source: str, core: int) -> None:
        self.core = core
        self._pool = pool
        self._source = source
        self._functions = list(assignment.functions)
        limits = assignment.limits
        self._limits = Limits(limits.load_timeout_s, limits.memory_mib)
        self._sandbox: Sandbox | None = None
        self._ready = False
        self._output = ""

    def load(self) -> None:
        """Load the submission before the exam asks for it."""
        self.fresh()
        self._ready = True

    def fresh(self) -> int:
        """Return the descriptor of the connection to a container that has answered no call yet."""
        if self._sandbox and self._ready:
            self._ready = False
            return self._sandbox.channel.fileno()
        self.close()
        self._sandbox = self._pool.open(self._limits)
        self._sandbox.load(self._source, self._functions, self.core)
        return self._sandbox.channel.fileno()

    def explain_end(self) -> StudentError:
        """Say why the student's process has ended."""
        if self._sandbox is None:
            raise SandboxLost("there was no container")
        return self._sandbox.explain_end()

    def close(self) -> str:
        """Give the container up; return all that was printed so far."""
        if self._sandbox:
            self._output = (self._output + self._sandbox.close())[: 2 * KEPT_BYTES]
        self._sandbox = None
        return self._output


def _examined(
    report: Report,
    assignment: Assignment,
    prepared: Prepared,
    submission: _Submission,
    collector: Collector,
    *,
    cancelled: threading.Event,
) -> Report:
    problem = None
    try:
        submission.load()
        with closing(ExamProcess(prepared, assignment, report.seed, core=submission.core)) as exam:
            if not exam.run(submission, collector, cancelled):
                _mark_unfinished(collector, assignment)
    except GraderError as error:
        problem = Problem.of(error)
    finally:
        printed = submission.close()
    tests = tuple(collector.results.values())
    return replace(report, tests=tests, explanations=explain(assignment, tests), error=problem, log=printed)


def _mark_unfinished(collector: Collector, assignment: Assignment) -> None:
    """Mark what the end of the run's time left unfinished."""
    limit = f"All tests together may take {assignment.limits.run_timeout_s:g} s"
    for name, test in collector.results.items():
        if name == collector.running:
            message = f"{limit}, and that time ended during this test. Look at how long your functions take."
            collector.results[name] = replace(test, outcome=Outcome.TIMED_OUT, message=message)
        elif test.outcome is Outcome.NOT_RUN:
            collector.results[name] = replace(test, message=f"{limit}, and that time was over before this test.")
