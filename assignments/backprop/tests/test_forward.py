"""The forward pass against the reference's."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, SHAPES, random_network
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import backprop as reference


@pytest.mark.criterion("forward")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_output_is_right(student: Student, rng: Generator, activation: str) -> None:
    """The output follows from the formula, for the hidden activation that you were asked for."""
    params, X, _ = random_network(rng, activation)
    y_pred = student.forward(params, X, activation)
    assert_close(y_pred, reference.forward(params, X, activation), "y_pred")


@pytest.mark.criterion("forward")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_output_of_every_shape(student: Student, rng: Generator, activation: str) -> None:
    """The output is right for one sample, one input, one output and layers of any size."""
    with cases() as case:
        for label, (n, sizes) in SHAPES.items():
            params, X, _ = random_network(rng, activation, n, sizes)
            y_pred = student.forward(params, X, activation)
            with case(label):
                assert_close(y_pred, reference.forward(params, X, activation), "y_pred")
