"""The pytest plugin that runs one exam: fixtures, the ``criterion`` marker, outcomes and messages."""

import hashlib
import inspect
import sys
import time
import traceback
from collections.abc import Generator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from grader.domain.scoring import CENT, Outcome, share
from grader.errors import AuthorError, CallError, CallTimeout, GraderError, ServiceError
from grader.exam.assignment import Assignment
from grader.exam.checks import CheckFailed
from grader.exam.modules import forget_modules, load_trusted
from grader.exam.report import TestResult
from grader.exam.student import Caller, LocalCaller, Student

MAX_MESSAGE_CHARACTERS = 4000


class Listener(Protocol):
    """Hears of the exam as it goes, so that what was finished is kept whatever comes."""

    def collected(self, tests: Sequence[TestResult]) -> None:
        """All tests, as not run."""

    def started(self, name: str) -> None:
        """Note that a test begins."""

    def finished(self, result: TestResult) -> None:
        """Take the result of a test."""


def run_exam(assignment: Assignment, seed: int, caller: Caller, listener: Listener) -> None:
    """Run the hidden tests of *assignment* against what *caller* reaches.

    Raises:
        AuthorError: a test is broken; the message names the file and the line.
        ServiceError: we failed.

    """
    exam = _Exam(assignment, seed, caller, listener)
    root, tests = str(assignment.folder.parent.parent), str(assignment.folder / "tests")
    quiet = [f"-p no:{name}" for name in ("terminal", "cacheprovider", "faulthandler", "logging", "junitxml")]
    options = ["--noconftest", "--import-mode=importlib", "--assert=plain", "-s", "-c", "/dev/null"]
    sys.path.insert(0, root)  # tests import assignments.<slug>.tests.<helper> and reference
    try:
        pytest.main([*options, *quiet, f"--rootdir={root}", tests], plugins=[exam])
    finally:
        sys.path.remove(root)
        forget_modules(assignment.folder)
    if exam.error:
        raise exam.error


class _Exam:
    """The plugin itself."""

    def __init__(self, assignment: Assignment, seed: int, caller: Caller, listener: Listener) -> None:
        self.assignment = assignment
        self.seed = seed
        self.caller = caller
        self.listener = listener
        self.results: dict[str, TestResult] = {}
        self.error: GraderError | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.addinivalue_line("markers", "criterion(name): the line of the rubric that this test belongs to")

    @pytest.fixture
    def student(self) -> Student:
        """Return the student's functions, callable."""
        return self.student_of(self.caller)

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return a generator seeded by the run and the test: a replay draws the same numbers."""
        return self.rng_of(request.node)

    def student_of(self, caller: Caller) -> Student:
        return Student(self.assignment.functions, caller, self.assignment.limits.test_timeout_s)

    def rng_of(self, item: pytest.Item) -> np.random.Generator:
        digest = hashlib.sha256(f"{self.seed}:{_name(item)}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:16]))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.stop(AuthorError(f"{report.nodeid}: {report.longreprtext.strip()}"))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        try:
            self.results = {result.name: result for result in self.share_points(items)}
        except AuthorError as error:
            self.stop(error)
        self.listener.collected(tuple(self.results.values()))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if self.error:
            session.items.clear()

    def share_points(self, items: Sequence[pytest.Item]) -> list[TestResult]:
        """Return every test as not run, with its share of its criterion's points."""
        by_criterion: dict[str, list[pytest.Item]] = {criterion.name: [] for criterion in self.assignment.criteria}
        for item in items:
            by_criterion[self.criterion_of(item)].append(item)
        shares: dict[pytest.Item, Decimal] = {}
        for criterion in self.assignment.criteria:
            members = by_criterion[criterion.name]
            if not members:
                raise AuthorError(f"{self.assignment.folder.name}: no test belongs to criterion {criterion.name!r}.")
            shares |= dict(zip(members, share(criterion.points, len(members)), strict=True))
        return [self.not_run(item, points=shares[item]) for item in items]

    def criterion_of(self, item: pytest.Item) -> str:
        names = [marker.args[0] for marker in item.iter_markers("criterion") if marker.args]
        known = [criterion.name for criterion in self.assignment.criteria]
        if len(names) != 1 or names[0] not in known:
            raise AuthorError(f"{item.nodeid}: needs one marker criterion(name), name one of: {', '.join(known)}.")
        return str(names[0])

    def not_run(self, item: pytest.Item, points: Decimal) -> TestResult:
        function = getattr(item, "function", None)
        title = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
        if not title:
            raise AuthorError(f"{item.nodeid}: needs a docstring: the sentence that the student reads.")
        callspec = getattr(item, "callspec", None)
        return TestResult(
            name=_name(item),
            title=f"{title} [{callspec.id}]" if callspec else title,
            criterion=self.criterion_of(item),
            outcome=Outcome.NOT_RUN,
            points=CENT * 0,
            max_points=points,
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Function) -> Generator[None, None, None]:
        """Judge one test; nothing escapes to pytest's own idea of a failure."""
        name = _name(item)
        self.listener.started(name)
        start = time.monotonic()
        try:
            yield
            outcome, message = Outcome.PASSED, ""
        except AuthorError as error:
            self.stop(AuthorError(f"{self.place_of(error)}: {error}"))
            return
        except ServiceError as error:
            self.stop(error)
            return
        except Exception as error:  # noqa: BLE001 - whatever a test raises has to be somebody's fault
            outcome, message = self.judge(item, error)
            if self.error:
                return
        result = self.results[name]
        self.listener.finished(
            replace(
                result,
                outcome=outcome,
                points=result.max_points if outcome is Outcome.PASSED else result.points,
                message=message[:MAX_MESSAGE_CHARACTERS],
                duration_s=round(time.monotonic() - start, 4),
            )
        )

    def judge(self, item: pytest.Function, error: Exception) -> tuple[Outcome, str]:
        """Say whose fault *error* is. A test that the reference breaks as well is broken itself."""
        if isinstance(error, CallTimeout):
            return Outcome.TIMED_OUT, str(error)
        if isinstance(error, CheckFailed | CallError):
            return Outcome.FAILED, str(error)
        broken = self.replay(item)
        if broken is not None:
            self.stop(AuthorError(f"{self.place_of(broken)}: {type(broken).__name__}: {broken}"))
            return Outcome.ERRORED, ""
        if isinstance(error, AssertionError) and str(error):
            return Outcome.FAILED, str(error)
        return Outcome.FAILED, (
            f"This test could not go on with what your code returned ({type(error).__name__}). "
            "Compare the shapes and types of everything you return with the specification."
        )

    def replay(self, item: pytest.Function) -> Exception | None:
        """Run the test with the reference in the student's place; return what it raises."""
        reference = LocalCaller(load_trusted(self.assignment.reference))
        given = {name: item.funcargs[name] for name in inspect.signature(item.obj).parameters}
        fresh = {"student": self.student_of(reference), "rng": self.rng_of(item)}
        try:
            item.obj(**{name: fresh.get(name, value) for name, value in given.items()})
        except Exception as error:  # noqa: BLE001 - any error at all says that the test is broken
            return error
        return None

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


def _name(item: pytest.Item) -> str:
    """Return the name of a test within its assignment: ``test_gradient.py::test_exact[relu]``."""
    return item.nodeid.split("/tests/", 1)[-1]
