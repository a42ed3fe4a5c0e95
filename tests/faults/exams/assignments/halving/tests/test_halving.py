import pytest
from numpy.random import Generator

from grader.exam.checks import assert_close
from grader.exam.student import Student


@pytest.mark.criterion("double")
def test_double(student: Student, rng: Generator) -> None:
    """Every number is doubled."""
    x = rng.normal(size=5)
    assert_close(student.double(x), 2 * x, "y")


@pytest.mark.criterion("half")
def test_half(student: Student, rng: Generator) -> None:
    """Every number is halved."""
    x = rng.normal(size=5)
    assert_close(student.half(x), x / 2, "y")
