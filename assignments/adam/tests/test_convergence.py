"""Thousands of steps, each along the gradient at the place where the one before ended."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.adam.tests.problems import Problem, logistic_regression, quadratic, rosenbrock
from assignments.adam.tests.walks import Arrays, started, stepped
from grader.exam.checks import assert_close
from grader.exam.student import Student
from reference import adam as reference


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(quadratic, id="ill-conditioned quadratic"),
        pytest.param(rosenbrock, id="Rosenbrock valley"),
        pytest.param(logistic_regression, id="logistic regression"),
    ],
)
def test_path(student: Student, rng: Generator, draw: Callable[[Generator], Problem]) -> None:
    """The whole path is the one that Adam takes."""
    problem = draw(rng)
    params, state = problem.start, started(student, problem.start)
    right, right_state = problem.start, reference.init(problem.start)
    path, right_path = [], []
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(problem.steps):
            lr = problem.lr * problem.decay**t
            params, state = stepped(student, params, problem.gradient(params), state, lr=lr)
            right, right_state = reference.step(right, problem.gradient(right), right_state, lr=lr)
            path.append(place(params))
            right_path.append(place(right))
    for steps in (1, 10, 100, problem.steps):
        assert_close(np.array(path[:steps]), np.array(right_path[:steps]), f"the path up to step {steps}")


def place(params: Arrays) -> NDArray[np.float64]:
    """Return all params as one vector."""
    return np.concatenate([np.ravel(params[name]) for name in sorted(params)])
