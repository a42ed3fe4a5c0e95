"""Trials of the tiny exam, with what a test changes in it."""

from collections.abc import Mapping
from pathlib import Path

from grader.exam import assignment as assignments
from grader.exam.report import Report, TestResult
from grader.exam.trial import run_trial

EXAMS = Path(__file__).parents[1] / "exams"
RIGHT = (EXAMS / "reference" / "tiny.py").read_text()
HEAD = """
import numpy as np
import pytest
from grader.exam.checks import *
double, half = pytest.mark.criterion("double"), pytest.mark.criterion("half")
@half
def test_other(student, rng):
    '''The other criterion has its test.'''
"""


def trial(exams: Path, submission: str, *, hidden: str = "", seed: int = 0) -> Report:
    """Run the tiny exam, or one with the tests in *hidden*, against *submission*."""
    if hidden:
        (exams / "assignments" / "tiny" / "tests" / "test_tiny.py").write_text(HEAD + hidden)
    file = exams / "solution.py"
    file.write_text(submission)
    return run_trial(assignments.load(exams / "assignments", "tiny"), file, seed)


def the_test(report: Report) -> TestResult:
    """Return the result of the hidden test of a trial with one of its own."""
    assert report.error is None
    return report.tests[-1]


def write_misconceptions(exams: Path, sources: Mapping[str, tuple[str, str]]) -> None:
    """Write misconceptions, each a pair of the criteria that it fails and its code."""
    folder = exams / "assignments" / "tiny" / "misconceptions"
    folder.mkdir(exist_ok=True)
    for name, (fails, code) in sources.items():
        head = f'"""You made the mistake {name}.\n\nThis is why: $1 + 1 = 2$.\n"""\n# fails: {fails}\n'
        (folder / f"{name}.py").write_text(head + code)
