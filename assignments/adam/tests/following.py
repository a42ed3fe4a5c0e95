"""Thousands of steps, each along the gradient at the place where the one before ended."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from assignments.adam.tests.problems import Floats, Problem, logistic_regression, quadratic, rosenbrock
from assignments.adam.tests.walks import Arrays, started, stepped
from grader.exam.student import Student
from reference import adam as reference

Step = Callable[..., tuple[Arrays, Any]]

for_problems = pytest.mark.parametrize(
    "draw",
    [
        pytest.param(quadratic, id="ill-conditioned quadratic"),
        pytest.param(rosenbrock, id="Rosenbrock valley"),
        pytest.param(logistic_regression, id="logistic regression"),
    ],
)


def student_path(student: Student, problem: Problem) -> list[Arrays]:
    """Return where the student's optimiser is at the start, and after each step."""
    return _path(problem, partial(stepped, student), started(student, problem.start))


def right_path(problem: Problem) -> list[Arrays]:
    """Return the same of the reference."""
    return _path(problem, reference.step, reference.init(problem.start))


def _path(problem: Problem, step: Step, state: Any) -> list[Arrays]:
    places = [problem.start]
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(problem.steps):
            params, state = step(places[-1], problem.gradient(places[-1]), state, lr=problem.lr * problem.decay**t)
            places.append(params)
    return places


def as_vectors(path: list[Arrays]) -> Floats:
    """Return a row for each place, with all params in it, in order of their names."""
    return np.array([np.concatenate([np.ravel(params[name]) for name in sorted(params)]) for params in path])
