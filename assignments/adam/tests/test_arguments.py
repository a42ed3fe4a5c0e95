"""Arguments after the call."""

import pytest
from numpy.random import Generator

from assignments.adam.tests.walks import SEVERAL, random_gradients, random_params, started
from grader.exam.checks import assert_unchanged
from grader.exam.student import Student


@pytest.mark.criterion("arguments")
def test_params_and_grads_stay(student: Student, rng: Generator) -> None:
    """A step leaves the params and the gradients that it was given as they were."""
    params, (first, second) = random_params(rng, SEVERAL), random_gradients(rng, SEVERAL, 2)
    _, state = student.step(params, first, started(student, params))
    _, after = student.step.with_arguments(params, second, state)
    assert_unchanged(after[:2], (params, second))


@pytest.mark.criterion("arguments")
def test_state_stays(student: Student, rng: Generator) -> None:
    """A step leaves the state that it was given as it was, the first state included."""
    params, gradients = random_params(rng, SEVERAL), random_gradients(rng, SEVERAL, 2)
    state = started(student, params)
    for grads in gradients:
        (params, new_state), after = student.step.with_arguments(params, grads, state)
        assert_unchanged(after[2], state)
        state = new_state


@pytest.mark.criterion("arguments")
def test_init_leaves_params(student: Student, rng: Generator) -> None:
    """To start an optimiser does not change the params."""
    params = random_params(rng, SEVERAL)
    _, after = student.init.with_arguments(params)
    assert_unchanged(after[0], params)
