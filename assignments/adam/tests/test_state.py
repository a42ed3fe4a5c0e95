"""The state: handed on, kept and taken up again.

The student's steps are compared with the student's own: a wrong formula is test_step's business.
"""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.adam.tests.walks import (
    SEVERAL,
    Arrays,
    Shapes,
    assert_moves,
    own_walk,
    random_arrays,
    random_gradients,
    random_params,
    started,
    stepped,
)
from grader.exam.checks import fail
from grader.exam.student import Student

OTHER: Shapes = {"W": (2, 5), "slope": ()}


@pytest.mark.criterion("state")
def test_two_optimisers(student: Student, rng: Generator) -> None:
    """Two optimisers that take turns do not disturb each other."""
    starts = [random_params(rng, shapes) for shapes in (SEVERAL, OTHER)]
    gradients = [random_gradients(rng, shapes, 6) for shapes in (SEVERAL, OTHER)]
    alone = [
        own_walk(student, start, along, started(student, start)) for start, along in zip(starts, gradients, strict=True)
    ]
    states = [started(student, start) for start in starts]
    places = list(starts)
    for t in range(6):
        for i in (0, 1):
            places[i], states[i] = stepped(student, places[i], gradients[i][t], states[i])
            when = f"step {t + 1} of optimiser {i + 1}, compared with the same step taken alone"
            assert_moves(places[i], starts[i], alone[i][t], starts[i], when)


@pytest.mark.criterion("state")
def test_an_earlier_state(student: Student, rng: Generator) -> None:
    """A state can be kept and taken up again later: the same step from the same state gives the same result."""
    params, gradients = random_params(rng, SEVERAL), random_gradients(rng, SEVERAL, 6)
    state = started(student, params)
    for grads in gradients[:3]:
        params, state = stepped(student, params, grads, state)
    once, later = stepped(student, params, gradients[3], state)
    place = once
    for grads in gradients[4:]:
        place, later = stepped(student, place, grads, later)
    again, _ = stepped(student, params, gradients[3], state)
    assert_moves(again, params, once, params, when="a step from an earlier state, compared with the first time")


@pytest.mark.criterion("state")
def test_a_new_start(student: Student, rng: Generator) -> None:
    """What init returns is a new start, whatever other optimisers did before and after."""
    params, gradients = random_params(rng, SEVERAL), random_gradients(rng, SEVERAL, 4)
    states = [started(student, params) for _ in range(2)]
    first, second = (own_walk(student, params, gradients, state) for state in states)
    for t, (once, again) in enumerate(zip(first, second, strict=True), start=1):
        assert_moves(again, params, once, params, when=f"step {t} of a second walk, compared with the first")


@pytest.mark.criterion("state")
def test_params_are_not_kept(student: Student, rng: Generator) -> None:
    """A step depends on where the params are now: the state does not keep them, and you may move them by hand."""
    start, gradients = random_params(rng, SEVERAL), [random_arrays(rng, SEVERAL) for _ in range(4)]
    places = [start, *own_walk(student, start, gradients, started(student, start))]
    state = started(student, start)
    for t, grads in enumerate(gradients, start=1):
        params = random_params(rng, SEVERAL)
        moved, state = stepped(student, params, grads, state)
        assert_moves(moved, params, places[t], places[t - 1], when=f"step {t}, compared with the same one elsewhere")


@pytest.mark.criterion("state")
def test_momentum_is_remembered(student: Student, rng: Generator) -> None:
    """Params that were moving coast on for a while when the gradient becomes zero."""
    params = random_params(rng, SEVERAL)
    state = started(student, params)
    for grads in random_gradients(rng, SEVERAL, 5):
        params, state = stepped(student, params, grads, state)
    zero: Arrays = {name: np.zeros(shape) for name, shape in SEVERAL.items()}
    coasted, _ = stepped(student, params, zero, state)
    if still := [name for name in params if np.array_equal(coasted[name], params[name])]:
        fail(f"{', '.join(still)}: stopped at once when the gradient became zero. Is the first moment handed on?")
