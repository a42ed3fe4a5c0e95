"""Stochastic descent, step by step, against the reference's. The order is given, so that nothing is left to chance."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.gradient_descent.tests.points import SIZES, random_line, random_points
from grader.exam.checks import assert_close, assert_unchanged, cases
from grader.exam.student import Student
from reference import gradient_descent as reference

N_SAMPLES = 9


def orders(rng: Generator) -> dict[str, NDArray[np.int64]]:
    """Return orders of the nine samples."""
    return {
        "every sample once": rng.permutation(N_SAMPLES),
        "every sample twice": np.concatenate([rng.permutation(N_SAMPLES) for _ in range(2)]),
        "some samples only": rng.choice(rng.permutation(N_SAMPLES)[:4], size=12),
    }


@pytest.mark.criterion("stochastic")
def test_one_step(student: Student, rng: Generator) -> None:
    """One step goes against the gradient of one sample, from the line that was given."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            line, order = random_line(rng), rng.integers(n_samples, size=1)
            call = (*line, *random_points(rng, n_samples), rng.uniform(0.05, 0.2), order)
            got, right = student.stochastic_descent(*call), reference.stochastic_descent(*call)
            with case(label):
                step, right_step = np.subtract(got[:2], line), np.subtract(right[:2], line)
                assert_close(step, right_step, "the step of slope and intercept", sizes={"N": n_samples})


@pytest.mark.criterion("stochastic")
def test_order(student: Student, rng: Generator) -> None:
    """The steps follow the order that was given, whichever samples are in it, and however often."""
    with cases() as case:
        for label, order in orders(rng).items():
            call = (*random_line(rng), *random_points(rng, N_SAMPLES), rng.uniform(0.05, 0.2), order)
            got, right = student.stochastic_descent(*call), reference.stochastic_descent(*call)
            with case(label):
                what = f"slope and intercept after {len(order)} steps"
                assert_close(np.array(got[:2]), np.array(right[:2]), what)


@pytest.mark.criterion("stochastic")
def test_losses(student: Student, rng: Generator) -> None:
    """There is one loss for each step: that of all samples, for the line which the step ends with."""
    with cases() as case:
        for label, order in orders(rng).items():
            call = (*random_line(rng), *random_points(rng, N_SAMPLES), rng.uniform(0.05, 0.2), order)
            got, right = student.stochastic_descent(*call), reference.stochastic_descent(*call)
            with case(label):
                assert_close(np.array(got[2]), np.array(right[2]), "losses", sizes={"N": N_SAMPLES})


@pytest.mark.criterion("stochastic")
def test_data_stay(student: Student, rng: Generator) -> None:
    """Stochastic descent leaves the samples and their order as they were."""
    call = (*random_line(rng), *random_points(rng, N_SAMPLES), 0.1, rng.integers(N_SAMPLES, size=20))
    _, after = student.stochastic_descent.with_arguments(*call)
    assert_unchanged(after, call)
