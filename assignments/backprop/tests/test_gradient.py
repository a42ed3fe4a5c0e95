"""The gradients against the reference's."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, LOSSES, assert_derived, random_network
from grader.exam.checks import assert_gradient
from grader.exam.student import Student
from reference import backprop as reference


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_exact(student: Student, rng: Generator, activation: str, loss: str) -> None:
    """Every gradient is the derivative of the loss that you were asked for, derived and not measured."""
    call = (*random_network(rng, activation), activation, loss)
    _, grads = student.gradients(*call)
    assert_gradient(grads, reference.gradients(*call)[1])
    assert_derived(student, rng, activation, loss)
