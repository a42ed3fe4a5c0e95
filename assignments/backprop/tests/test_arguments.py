"""No function changes what it was given."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import ACTIVATIONS, LOSSES, linear_data, random_network
from grader.exam.checks import assert_unchanged, cases
from grader.exam.student import Student


@pytest.mark.criterion("arguments")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_and_gradients_keep_their_arguments(student: Student, rng: Generator, activation: str) -> None:
    """After a call of forward or gradients, params, X and y are what they were."""
    params, X, y = random_network(rng, activation)
    with cases() as case:
        _, after = student.forward.with_arguments(params, X, activation)
        with case("forward"):
            assert_unchanged(after, (params, X, activation))
        for loss in LOSSES:
            _, after = student.gradients.with_arguments(params, X, y, activation, loss)
            with case(f"gradients, {loss}"):
                assert_unchanged(after, (params, X, y, activation, loss))


@pytest.mark.criterion("arguments")
def test_train_keeps_its_arguments(student: Student, rng: Generator) -> None:
    """After a training, X and y are what they were, and in the same order."""
    call = (*linear_data(rng), "tanh", int(rng.integers(1_000_000)))
    _, after = student.train.with_arguments(*call)
    assert_unchanged(after, call)
