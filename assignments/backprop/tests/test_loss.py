"""The loss that `gradients` returns against the reference's."""

import itertools

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, LOSSES, SHAPES, random_network
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import backprop as reference


@pytest.mark.criterion("loss")
@pytest.mark.parametrize("loss", LOSSES)
def test_loss_is_right(student: Student, rng: Generator, loss: str) -> None:
    """The loss is a sum over outputs and a mean over samples, for every activation and shape."""
    with cases() as case:
        for activation, (label, (n, sizes)) in itertools.product(ACTIVATIONS, SHAPES.items()):
            call = (*random_network(rng, activation, n, sizes), activation, loss)
            value, _ = student.gradients(*call)
            with case(f"{activation}, {label}"):
                assert_close(value, reference.gradients(*call)[0], "loss", sizes={"N": n, "K": sizes[3]})
