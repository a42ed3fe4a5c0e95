"""Long descents, judged by where they end."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.gradient_descent.tests.points import Floats, Line, random_line
from grader.exam.checks import assert_close
from grader.exam.figures import loss_curve
from grader.exam.sheet import show
from grader.exam.student import Student
from reference import gradient_descent as reference

N_SAMPLES, EPOCHS, ROUNDS = 30, 60, 10
ARRIVED = 1e-6
"""Right descents of every style end within 2e-14 (100 seeds), those that are too slow at 1e-2 and above (25 seeds)."""


def around(rng: Generator, line: Line, noise: float) -> tuple[Floats, Floats]:
    """Return points around *line*. x has mean 0 and variance 1, so that one learning rate suits every seed."""
    x = rng.permutation(np.linspace(-1.7, 1.7, N_SAMPLES)) + rng.uniform(-0.05, 0.05, size=N_SAMPLES)
    return x, line[0] * x + line[1] + noise * rng.normal(size=N_SAMPLES)


def least_squares(x: Floats, y: Floats) -> Line:
    """Return the line with the least loss."""
    slope, intercept = np.linalg.lstsq(np.column_stack([x, np.ones_like(x)]), y, rcond=None)[0]
    return float(slope), float(intercept)


@pytest.mark.criterion("convergence")
def test_batch_descent_arrives(student: Student, rng: Generator) -> None:
    """Batch descent ends at the line of least squares, however far it has to go."""
    x, y = around(rng, random_line(rng), noise=0.5)
    call = (*random_line(rng), x, y, 0.5, EPOCHS)
    slope, intercept, losses = student.batch_descent(*call)
    show(loss_curve(losses, reference.batch_descent(*call)[2]))
    what = f"slope and intercept after {EPOCHS} epochs"
    assert_close(np.array([slope, intercept]), np.array(least_squares(x, y)), what, ARRIVED)


@pytest.mark.criterion("convergence")
def test_stochastic_descent_arrives(student: Student, rng: Generator) -> None:
    """Stochastic descent ends at the line on which all samples lie, if there is one."""
    line = random_line(rng)
    x, y = around(rng, line, noise=0)
    order = np.concatenate([rng.permutation(N_SAMPLES) for _ in range(ROUNDS)])
    call = (*random_line(rng), x, y, 0.1, order)
    slope, intercept, losses = student.stochastic_descent(*call)
    show(loss_curve(losses, reference.stochastic_descent(*call)[2], title="Loss after each step", x_label="step"))
    what = f"slope and intercept after {len(order)} steps"
    assert_close(np.array([slope, intercept]), np.array(line), what, ARRIVED)
