"""Gradients against the reference's."""

from functools import partial

import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import BATCHES, LARGE, SHAPES, weights
from grader.exam.checks import assert_gradient, cases
from grader.exam.derived import assert_derived
from grader.exam.student import Student
from reference import loss as reference


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("name", BATCHES)
def test_gradient_is_the_derivative(student: Student, rng: Generator, name: str) -> None:
    """The gradient is the derivative of the loss, for batches of every shape, and it is derived, not measured."""
    with cases() as case:
        for label, shape in SHAPES.items():
            batch = BATCHES[name](rng, shape)
            _, grad = getattr(student, name)(*batch)
            with case(label):
                assert_gradient(grad, getattr(reference, name)(*batch)[1], sizes=dict(zip("NK", shape, strict=True)))
    large = BATCHES[name](rng, LARGE)
    forward = partial(getattr(reference, name), *large)
    assert_derived(getattr(student, name), large, forward, entries=LARGE[0] * LARGE[1])


@pytest.mark.criterion("gradient")
def test_penalty_gradient_is_the_derivative(student: Student, rng: Generator) -> None:
    """The gradient of the penalty is its derivative, array by array, and it is derived, not measured."""
    with cases() as case:
        for n_samples, strength in [(7, rng.uniform(0.2, 0.8)), (50, rng.uniform(2, 4))]:
            call = (weights(rng), strength, n_samples)
            _, grads = student.l2_penalty(*call)
            with case(f"{n_samples} samples"):
                assert_gradient(grads, reference.l2_penalty(*call)[1], sizes={"n_samples": n_samples})
    large = ([rng.normal(size=(600, 500)), rng.normal(size=500)], 0.5, 50)
    assert_derived(student.l2_penalty, large, forward=partial(reference.l2_penalty, *large), entries=300_500)
