"""The sample tests of every assignment, run at home as a student runs them."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from grader.exam import assignment as assignments
from grader.exam import kit
from grader.exam.assignment import Assignment
from grader.exam.samples import check_at_home
from grader.settings import ROOT

ASSIGNMENTS = ROOT / "assignments"
by_assignment = pytest.mark.parametrize(
    "assignment",
    [assignments.load(ASSIGNMENTS, slug) for slug in assignments.slugs(ASSIGNMENTS)],
    ids=lambda one: one.slug,
)
MISTAKES = {
    "adam": "uphill",
    "backprop": "sign_flipped",
    "gradient_descent": "sign_flipped",
    "loss": "sign_flipped",
} | {"rnn": "no_future"}


@by_assignment
def test_the_reference_passes_four_to_eight_tests(assignment: Assignment) -> None:
    found = check_at_home(assignment, assignment.reference)
    assert found.all_passed, found.told
    assert 4 <= len(found.passed) <= 8


@by_assignment
def test_right_solutions_of_every_style_pass(assignment: Assignment) -> None:
    for file in (ROOT / "tests" / "submissions" / assignment.slug).glob("right_*.py"):
        found = check_at_home(assignment, file)
        assert found.all_passed, (file, found.told)


@by_assignment
def test_the_starter_passes_none(assignment: Assignment) -> None:
    found = check_at_home(assignment, assignment.folder / "starter.py")
    assert not found.all_passed
    assert found.passed == []
    assert "NotImplementedError" in found.told


@by_assignment
def test_a_wrong_gradient_fails_some_and_passes_others(assignment: Assignment) -> None:
    found = check_at_home(assignment, assignment.folder / "misconceptions" / f"{MISTAKES[assignment.slug]}.py")
    assert not found.all_passed
    assert found.passed


@by_assignment
def test_every_function_is_called(assignment: Assignment) -> None:
    assert [name for name in assignment.functions if f"solution.{name}(" not in assignment.samples] == []


@by_assignment
def test_nothing_hidden_is_in_the_kit(assignment: Assignment) -> None:
    hidden = [assignment.reference, *(assignment.folder / "tests").glob("*.py")]
    hidden += (assignment.folder / "misconceptions").glob("*.py")
    with ZipFile(BytesIO(kit.archive(assignment))) as file:
        names = {Path(name).name for name in file.namelist()}
        text = "\n".join(file.read(name).decode() for name in file.namelist())
    assert names == {"README.txt", "check.py", "samples.py", "solution.py"}
    lines = {line.strip() for line in text.splitlines()}
    for each in hidden:
        docstring = each.read_text("utf-8").splitlines()[0]
        assert docstring not in lines, each
        assert each.stem not in text or each.parent.name != "misconceptions", each
