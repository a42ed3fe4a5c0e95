"""The gradients against the reference's, for networks of every shape."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import SHAPES, assert_exact
from grader.exam.student import Student


@pytest.mark.criterion("shapes")
@pytest.mark.parametrize(
    ("shape", "activation", "loss"),
    [
        ("one sample", "sigmoid", "cross_entropy"),
        ("one input", "tanh", "squared_error"),
        ("one output", "relu", "cross_entropy"),
        ("one unit in each layer", "sigmoid", "cross_entropy"),
        ("as many samples as outputs", "tanh", "squared_error"),
        ("all sizes equal", "relu", "squared_error"),
        ("more outputs than samples", "tanh", "squared_error"),
    ],
)
def test_gradients_of_every_shape(student: Student, rng: Generator, shape: str, activation: str, loss: str) -> None:
    """Every gradient has its parameter's shape and is exact, whatever the sizes are."""
    n, sizes = SHAPES[shape]
    assert_exact(student, rng, activation, loss, n=n, sizes=sizes)
