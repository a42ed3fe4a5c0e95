"""Whether each of hundreds of steps is the one that Adam takes."""

from collections.abc import Callable

import pytest
from numpy.random import Generator

from assignments.adam.tests.following import as_vectors, for_problems, right_path, student_path
from assignments.adam.tests.problems import Problem
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student

STEPS = 500


@pytest.mark.criterion("path")
@for_problems
def test_path(student: Student, rng: Generator, draw: Callable[[Generator], Problem]) -> None:
    """The whole path is the one that Adam takes, for hundreds of steps."""
    problem = draw(rng)._replace(steps=STEPS)
    yours, right = as_vectors(student_path(student, problem)), as_vectors(right_path(problem))
    with cases() as case:
        for steps in (1, 10, 100, STEPS):
            with case(f"up to step {steps}"):
                assert_close(yours[: steps + 1], right[: steps + 1], "path")
