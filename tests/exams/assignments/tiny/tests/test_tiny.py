import numpy as np
import pytest
from numpy.random import Generator

from grader.exam.checks import assert_close, assert_gradient, assert_unchanged
from grader.exam.student import Student


@pytest.mark.criterion("double")
@pytest.mark.parametrize("n", [pytest.param(1, id="one number"), pytest.param(7, id="seven")])
def test_double(student: Student, rng: Generator, n: int) -> None:
    """Every number is doubled."""
    x = rng.normal(size=n)
    y, after = student.double.with_arguments(x)
    assert_close(y, 2 * x, "y")
    assert_unchanged(after, (x,))


@pytest.mark.criterion("half")
def test_half(student: Student, rng: Generator) -> None:
    """Every number is halved,
    and so is the sum.

    This paragraph is for authors.
    """
    x = rng.normal(size=3)
    value, parts = student.half(x)
    assert_close(value, x.sum() / 2, "value")
    assert_gradient(parts, {"half": x / 2})


@pytest.mark.criterion("half")
def test_half_can_be_added(student: Student, rng: Generator) -> None:
    """What is halved can be used."""
    x = rng.normal(size=4)
    total = student.half(x)[1]["half"] + np.ones(4)
    assert total.shape == x.shape, "The halves have another shape."
    assert np.allclose(total, x / 2 + 1), "The halves are wrong."
