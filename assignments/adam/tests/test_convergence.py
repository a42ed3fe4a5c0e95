"""Whether thousands of steps arrive where they should. On the way, anything goes."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from assignments.adam.tests.following import as_vectors, for_problems, right_path, student_path
from assignments.adam.tests.problems import Problem, rosenbrock, valley
from grader.exam.checks import assert_at_most
from grader.exam.figures import loss_curve, valley_path
from grader.exam.sheet import show
from grader.exam.student import Student

MARGIN = 1e-3
"""Of the reference's descent, this share may be missing.

Over 40 seeds, wrong optimisers that arrive miss at most 1e-4, and those that do not, more than 1e-2.
"""


@pytest.mark.criterion("convergence")
@for_problems
def test_arrives(student: Student, rng: Generator, draw: Callable[[Generator], Problem]) -> None:
    """After thousands of steps, the function is as small as Adam makes it, to a thousandth of the way down."""
    problem = draw(rng)
    yours, right = student_path(student, problem), right_path(problem)
    with np.errstate(over="ignore"):
        heights, right_heights = ([problem.value(params) for params in path] for path in (yours, right))
    start, goal = right_heights[0], right_heights[-1]
    needed = goal + MARGIN * (start - goal)
    if draw is rosenbrock:
        show(valley_path(valley, as_vectors(yours), as_vectors(right), goal=(1, 1)))
    else:
        show(loss_curve(heights[1:], right_heights[1:], needed, title="The function after each step", x_label="step"))
    assert_at_most(heights[-1], needed, f"the function after {problem.steps} steps, from {start:.4g} at the start")
