"""The gradients against the reference's."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, LOSSES, assert_exact
from grader.exam.student import Student


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_exact(student: Student, rng: Generator, activation: str, loss: str) -> None:
    """Every gradient is the derivative of the loss that you were asked for, derived and not measured."""
    assert_exact(student, rng, activation, loss)
