"""The gradients against the reference's."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import ORDINARY, SHAPES, assert_backpropagated, factors, of_params, random_network
from grader.exam.checks import assert_close, assert_gradient, cases, fail
from grader.exam.sheet import note
from grader.exam.student import Student
from reference import rnn as reference


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("start", ["from rest", "from any state"])
def test_gradients_are_exact(student: Student, rng: Generator, start: str) -> None:
    """Every gradient is the derivative of the loss, derived and not measured."""
    params, X, targets, h0 = random_network(rng)
    call = (params, X, targets, np.zeros_like(h0) if start == "from rest" else h0)
    _, grads = student.gradients(*call)
    assert_gradient(of_params(grads), of_params(reference.gradients(*call)[1]), sizes=factors(ORDINARY))
    assert_backpropagated(student, rng)


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_of_every_shape(student: Student, rng: Generator, shape: str) -> None:
    """Every gradient has its parameter's shape and is exact, whatever the sizes are."""
    with cases() as case:
        for label, sizes in {"several classes": SHAPES[shape], "one class": SHAPES[shape]._replace(k=1)}.items():
            call = random_network(rng, sizes)
            with case(label):
                _, grads = student.gradients(*call)
                assert_gradient(of_params(grads), of_params(reference.gradients(*call)[1]), sizes=factors(sizes))
    assert_backpropagated(student, rng)


@pytest.mark.criterion("gradient")
@pytest.mark.parametrize("shape", ["one step", "many steps"])
def test_gradient_reaches_the_first_state(student: Student, rng: Generator, shape: str) -> None:
    """The gradients have an entry h0, the derivative of the loss with respect to the state before the first step."""
    call = random_network(rng, SHAPES[shape])
    _, grads = student.gradients(*call)
    if "h0" not in grads:
        fail("The gradients lack h0.")
    expected = reference.gradients(*call)[1]
    note(of_params(grads), of_params(expected))  # zeros alone could come from anything
    assert_close(grads["h0"], expected["h0"], "gradient of h0", sizes=factors(SHAPES[shape]))
    assert_backpropagated(student, rng)
