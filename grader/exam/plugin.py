"""The pytest plugin that runs one exam: fixtures, the ``criterion`` marker, outcomes and messages."""

import inspect
import sys
import time
import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from grader.domain.scoring import Outcome
from grader.errors import AuthorError, CallError, CallTimeout, GraderError, ServiceError
from grader.exam import misconceptions, replay
from grader.exam.assignment import Assignment
from grader.exam.checks import CheckFailed
from grader.exam.diagnosis import Failure, diagnose
from grader.exam.modules import forget_modules, load_trusted
from grader.exam.report import TestResult
from grader.exam.rubric import name_of, not_run
from grader.exam.sheet import Sheet, on_sheet
from grader.exam.student import Caller, Student

MAX_MESSAGE_CHARACTERS = 4000
NOT_NEEDED = (
    *("terminal", "cacheprovider", "faulthandler", "logging", "junitxml"),
    *("unraisableexception", "threadexception"),  # they collect garbage for 30 ms
)


class Listener(Protocol):
    """Hears of the exam as it goes, so that what was finished is kept whatever comes."""

    def collected(self, tests: Sequence[TestResult]) -> None:
        """All tests, as not run."""

    def started(self, name: str) -> None:
        """Note that a test begins."""

    def finished(self, result: TestResult) -> None:
        """Take the result of a test; a second one replaces the first."""


@dataclass(frozen=True)
class Run:
    """One run of an exam: the seed of its inputs, whom it examines, and who hears of it."""

    seed: int
    caller: Caller
    listener: Listener


def run_exam(assignment: Assignment, begin: Callable[[], Run]) -> None:
    """Run the hidden tests of *assignment*, and name the mistakes that are known.

    *begin* is called when all is imported and nothing has been run; it may return in another process.

    Raises:
        AuthorError: a test is broken; the message names the file and the line.
        ServiceError: we failed.

    """
    exam = _Exam(assignment, begin)
    _pytest(exam)
    exam.name_mistakes()


def collect_exam(assignment: Assignment) -> None:
    """Import the hidden tests of *assignment* without running them.

    Raises:
        AuthorError: one of them is broken; the message names the file, and the line or the key.

    """
    _pytest(_Exam(assignment), "--collect-only")


def _pytest(exam: "_Exam", *more: str) -> None:
    """Run pytest on the hidden tests, which import ``assignments.<slug>.tests.<helper>`` and ``reference``."""
    folder = exam.assignment.folder
    root, tests = str(folder.parent.parent), str(folder / "tests")
    quiet = [f"-p no:{name}" for name in NOT_NEEDED]
    options = ["--noconftest", "--import-mode=importlib", "--assert=plain", "-s", "-c", "/dev/null", *quiet, *more]
    sys.path.insert(0, root)
    try:
        code = pytest.main([*options, f"--rootdir={root}", tests], plugins=[exam])
    finally:
        sys.path.remove(root)
        forget_modules(folder)
    if exam.error:
        raise exam.error
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise ServiceError(f"pytest ended with {code!r}.")


class _Exam:
    """The plugin itself."""

    run: Run

    def __init__(self, assignment: Assignment, begin: Callable[[], Run] | None = None) -> None:
        self.assignment = assignment
        self.begin = begin
        self.results: dict[str, TestResult] = {}
        self.failures: dict[str, tuple[Failure, CheckFailed]] = {}
        self.memory: dict[str, str] = {}
        self.error: GraderError | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "criterion(name): the line of the rubric that this test belongs to")

    @pytest.fixture
    def student(self) -> Student:
        """Return the student's functions, callable."""
        return replay.student(self.assignment, self.run.caller, self.memory)

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return a generator seeded by the run and the test."""
        return replay.generator(self.run.seed, name_of(request.node))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.stop(AuthorError(f"{report.nodeid}: {report.longreprtext.strip()}"))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        try:
            self.results = {result.name: result for result in not_run(self.assignment, items)}
        except AuthorError as error:
            self.stop(error)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self) -> bool | None:
        """Begin the run; True keeps pytest from running anything."""
        if self.error or not self.begin:
            return True
        try:
            self.run = self.begin()
        except GraderError as error:
            self.stop(error)
            return True
        self.run.listener.collected(tuple(self.results.values()))
        return None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.when != "call":  # a fixture of the author's
            self.stop(AuthorError(f"{report.nodeid}: {report.longreprtext.strip()}"))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Generator[None, None, None]:
        """Judge one test; nothing escapes to pytest's own idea of a failure."""
        name, sheet = name_of(item), Sheet()
        again = self.replay_of(item)
        self.run.listener.started(name)
        start = time.monotonic()
        outcome, message = Outcome.PASSED, ""
        try:
            with on_sheet(sheet):
                yield
        except AuthorError as error:
            self.stop(AuthorError(f"{self.place_of(error)}: {error}"))
        except ServiceError as error:
            self.stop(error)
        except CheckFailed as error:
            outcome, message = Outcome.FAILED, f"{error}\n{error.hint}".strip()
            failure = Failure(self.results[name].criterion, again, sheet.judged, time.monotonic() - start)
            self.failures[name] = failure, error
        except Exception as error:  # noqa: BLE001 - whatever a test raises has to be somebody's fault
            outcome, message = self.judge(again, error)
        if not self.error:
            self.finish(
                replace(
                    self.results[name],
                    outcome=outcome,
                    points=self.results[name].max_points if outcome is Outcome.PASSED else self.results[name].points,
                    message=message[:MAX_MESSAGE_CHARACTERS],
                    duration_s=round(time.monotonic() - start, 4),
                    tolerance_used=sheet.tolerance_used if outcome is Outcome.PASSED else 0.0,
                    figures=tuple(sheet.figures),
                )
            )

    def replay_of(self, item: pytest.Function) -> replay.Replay:
        arguments = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
        return replay.Replay(self.assignment, self.run.seed, name_of(item), item.obj, arguments, dict(self.memory))

    def finish(self, result: TestResult) -> None:
        self.results[result.name] = result
        self.run.listener.finished(result)

    def name_mistakes(self) -> None:
        """Say of the failed tests which known mistake the student's numbers come from."""
        if not self.failures:
            return
        known = misconceptions.load(self.assignment)
        failed = {result.criterion for result in self.results.values() if result.outcome is not Outcome.PASSED}
        passed = {criterion.name for criterion in self.assignment.criteria} - failed
        named = diagnose([failure for failure, _ in self.failures.values()], known, passed)
        for test, slugs in named.items():
            message = str(self.failures[test][1])[:MAX_MESSAGE_CHARACTERS]  # the mistake explains what a hint guesses
            self.finish(replace(self.results[test], message=message, misconceptions=slugs))

    def judge(self, again: replay.Replay, error: Exception) -> tuple[Outcome, str]:
        """Say whose fault *error* is. A test that the reference breaks as well is broken itself."""
        if isinstance(error, CallTimeout):
            return Outcome.TIMED_OUT, str(error)
        if isinstance(error, CallError):
            return Outcome.FAILED, str(error)
        try:
            again.run(load_trusted(self.assignment.reference))
        except Exception as broken:  # noqa: BLE001 - any error at all says that the test is broken
            self.stop(AuthorError(f"{self.place_of(broken)}: {type(broken).__name__}: {broken}"))
            return Outcome.ERRORED, ""
        if isinstance(error, AssertionError) and str(error):
            return Outcome.FAILED, str(error)
        return Outcome.FAILED, (
            f"This test could not go on with what your code returned ({type(error).__name__}). "
            "Compare the shapes and types of everything you return with the specification."
        )

    def place_of(self, error: Exception) -> str:
        """Return file and line of the hidden test where *error* was raised."""
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        own = [frame for frame in frames if Path(frame.f_code.co_filename).is_relative_to(self.assignment.folder)]
        return f"{own[-1].f_code.co_filename}:{own[-1].f_lineno}" if own else self.assignment.slug

    def stop(self, error: GraderError) -> None:
        """End the exam with the first *error* that is not the student's."""
        self.error = self.error or error

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:  # noqa: ARG002 - pytest's signature
        return True if self.error else None
