"""Arguments after the call."""

import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import BATCHES, weights
from grader.exam.checks import assert_unchanged
from grader.exam.student import Student


@pytest.mark.criterion("arguments")
@pytest.mark.parametrize("name", BATCHES)
def test_arguments_stay(student: Student, rng: Generator, name: str) -> None:
    """The loss and its gradient are computed without changing the batch."""
    batch = BATCHES[name](rng, (6, 3))
    _, after = getattr(student, name).with_arguments(*batch)
    assert_unchanged(after, batch)


@pytest.mark.criterion("arguments")
def test_weights_stay(student: Student, rng: Generator) -> None:
    """The penalty and its gradient are computed without changing the weights."""
    call = (weights(rng), 0.5, 9)
    _, after = student.l2_penalty.with_arguments(*call)
    assert_unchanged(after, call)
