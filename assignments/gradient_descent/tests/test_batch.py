"""Batch descent, epoch by epoch, against the reference's."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.gradient_descent.tests.points import SIZES, random_line, random_points
from grader.exam.checks import assert_close, assert_unchanged, cases
from grader.exam.student import Student
from reference import gradient_descent as reference

EPOCHS = 30


@pytest.mark.criterion("batch")
def test_one_epoch(student: Student, rng: Generator) -> None:
    """One epoch is one step against the gradient of all samples, from the line that was given."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            line = random_line(rng)
            call = (*line, *random_points(rng, n_samples), rng.uniform(0.05, 0.2), 1)
            got, right = student.batch_descent(*call), reference.batch_descent(*call)
            with case(label):
                step, right_step = np.subtract(got[:2], line), np.subtract(right[:2], line)
                assert_close(step, right_step, "the step of slope and intercept", sizes={"N": n_samples})


@pytest.mark.criterion("batch")
def test_many_epochs(student: Student, rng: Generator) -> None:
    """Every epoch goes on from where the one before ended."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            call = (*random_line(rng), *random_points(rng, n_samples), rng.uniform(0.05, 0.2), EPOCHS)
            got, right = student.batch_descent(*call), reference.batch_descent(*call)
            with case(label):
                assert_close(np.array(got[:2]), np.array(right[:2]), f"slope and intercept after {EPOCHS} epochs")


@pytest.mark.criterion("batch")
def test_losses(student: Student, rng: Generator) -> None:
    """There is one loss for each epoch: that of the line which the epoch ends with."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            call = (*random_line(rng), *random_points(rng, n_samples), rng.uniform(0.05, 0.2), EPOCHS)
            got, right = student.batch_descent(*call), reference.batch_descent(*call)
            with case(label):
                assert_close(np.array(got[2]), np.array(right[2]), "losses", sizes={"N": n_samples})


@pytest.mark.criterion("batch")
def test_data_stay(student: Student, rng: Generator) -> None:
    """Batch descent leaves the samples as they were."""
    call = (*random_line(rng), *random_points(rng, 9), 0.1, EPOCHS)
    _, after = student.batch_descent.with_arguments(*call)
    assert_unchanged(after, call)
