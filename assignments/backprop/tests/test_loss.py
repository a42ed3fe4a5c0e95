"""The loss that `gradients` returns against the reference's."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, LOSSES, SHAPES, random_network
from grader.exam.checks import assert_close
from grader.exam.student import Student
from reference import backprop as reference


@pytest.mark.criterion("loss")
@pytest.mark.parametrize("loss", LOSSES)
def test_loss_is_right(student: Student, rng: Generator, loss: str) -> None:
    """The loss is a sum over outputs and a mean over samples, for every activation and shape."""
    for activation in ACTIVATIONS:
        for label, (n, sizes) in SHAPES.items():
            call = (*random_network(rng, activation, n, sizes), activation, loss)
            value, _ = student.gradients(*call)
            assert_close(value, reference.gradients(*call)[0], f"loss, {activation}, {label}")
