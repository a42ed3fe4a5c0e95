"""Gradients against the reference's."""

import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import BATCHES, LARGE, SHAPES, weights
from grader.exam.checks import assert_gradient
from grader.exam.student import Student
from reference import loss as reference


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("name", BATCHES)
def test_gradient_is_the_derivative(student: Student, rng: Generator, name: str) -> None:
    """The gradient is the derivative of the loss, for batches of every shape and for large ones in good time."""
    shapes = {**SHAPES, "a large batch": LARGE}
    batches = {label: BATCHES[name](rng, shape) for label, shape in shapes.items()}
    assert_gradient(
        {label: getattr(student, name)(*batch)[1] for label, batch in batches.items()},
        {label: getattr(reference, name)(*batch)[1] for label, batch in batches.items()},
    )


@pytest.mark.criterion("gradient")
def test_penalty_gradient_is_the_derivative(student: Student, rng: Generator) -> None:
    """The gradient of the penalty is its derivative, array by array, and for large arrays in good time."""
    large = [rng.normal(size=(600, 500)), rng.normal(size=500)]
    for call in [(weights(rng), rng.uniform(0.2, 0.8), 7), (large, rng.uniform(2, 4), 50)]:
        _, grads = student.l2_penalty(*call)
        assert_gradient(grads, reference.l2_penalty(*call)[1])
