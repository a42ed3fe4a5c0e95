"""The derivatives against the reference's."""

import pytest
from numpy.random import Generator

from assignments.gradient_descent.tests.points import SIZES, random_line, random_points
from grader.exam.checks import assert_gradient, cases
from grader.exam.student import Student
from reference import gradient_descent as reference

NAMES = ("slope", "intercept")


@pytest.mark.criterion("gradient")
def test_gradients_are_exact(student: Student, rng: Generator) -> None:
    """Both derivatives are those of the loss, for one sample and for many."""
    with cases() as case:
        for label, n_samples in SIZES.items():
            call = (*random_line(rng), *random_points(rng, n_samples))
            got, right = student.gradients(*call), reference.gradients(*call)
            with case(label):
                # Two numbers cost no more to measure than to derive, so nothing is asked about time.
                assert_gradient(
                    dict(zip(NAMES, got, strict=True)),
                    dict(zip(NAMES, right, strict=True)),
                    sizes={"N": n_samples},
                )
