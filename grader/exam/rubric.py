"""From the tests that pytest collected to results that are not there yet: criterion, title and points of each."""

import inspect
from collections.abc import Sequence
from decimal import Decimal

import pytest

from grader.domain.scoring import CENT, Outcome, share
from grader.errors import AuthorError
from grader.exam.assignment import Assignment
from grader.exam.report import TestResult


def not_run(assignment: Assignment, items: Sequence[pytest.Item]) -> list[TestResult]:
    """Return every test as not run, with its share of its criterion's points.

    Raises:
        AuthorError: a test has no criterion or no docstring, or a criterion has no test.

    """
    by_criterion: dict[str, list[pytest.Item]] = {criterion.name: [] for criterion in assignment.criteria}
    for item in items:
        by_criterion[_criterion_of(assignment, item)].append(item)
    shares: dict[pytest.Item, Decimal] = {}
    for criterion in assignment.criteria:
        members = by_criterion[criterion.name]
        if not members:
            toml = assignment.folder / "assignment.toml"
            raise AuthorError(f"{toml}: criteria: no test belongs to criterion {criterion.name!r}.")
        shares |= dict(zip(members, share(criterion.points, len(members)), strict=True))
    return [_not_run(assignment, item, shares[item]) for item in items]


def name_of(item: pytest.Item) -> str:
    """Return the name of a test within its assignment: ``test_gradient.py::test_exact[relu]``."""
    return item.nodeid.split("/tests/", 1)[-1]


def _criterion_of(assignment: Assignment, item: pytest.Item) -> str:
    names = [marker.args[0] for marker in item.iter_markers("criterion") if marker.args]
    known = [criterion.name for criterion in assignment.criteria]
    if len(names) != 1 or names[0] not in known:
        raise AuthorError(f"{_place(item)}: needs one marker criterion(name), name one of: {', '.join(known)}.")
    return str(names[0])


def _not_run(assignment: Assignment, item: pytest.Item, points: Decimal) -> TestResult:
    function = getattr(item, "function", None)
    title = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
    if not title:
        raise AuthorError(f"{_place(item)}: needs a docstring: the sentence that the student reads.")
    callspec = getattr(item, "callspec", None)
    return TestResult(
        name=name_of(item),
        title=f"{title} [{callspec.id}]" if callspec else title,
        criterion=_criterion_of(assignment, item),
        outcome=Outcome.NOT_RUN,
        points=CENT * 0,
        max_points=points,
    )


def _place(item: pytest.Item) -> str:
    """Return file and line of a test, and its name."""
    _, line, name = item.location
    return f"{item.path}:{(line or 0) + 1}: {name}"
