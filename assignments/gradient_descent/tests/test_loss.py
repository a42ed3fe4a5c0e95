"""The loss against the reference's."""

import pytest
from numpy.random import Generator

from assignments.gradient_descent.tests.points import SIZES, random_line, random_points
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import gradient_descent as reference


@pytest.mark.criterion("loss")
def test_loss_is_exact(student: Student, rng: Generator) -> None:
    """The loss is half the mean squared error, for one sample and for many."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            call = (*random_line(rng), *random_points(rng, n_samples))
            with case(label):
                assert_close(student.loss(*call), reference.loss(*call), "loss", sizes={"N": n_samples})
