"""Params and gradients at random, and walks of the student and the reference side by side."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from grader.exam.checks import assert_close, assert_params, cases, fail
from grader.exam.student import Student
from reference import adam as reference

Arrays = dict[str, NDArray[np.float64]]
Shapes = Mapping[str, tuple[int, ...]]

SEVERAL: Shapes = {"W": (3, 2), "b": (2,), "gain": (), "kernel": (2, 1, 4)}
# Of one shape, a moment that they share is wrong in numbers; of several, it only raises an error.
TWINS: Shapes = {"left": (3, 2), "right": (3, 2)}


def random_arrays(rng: Generator, shapes: Shapes, scale: float = 1.0) -> Arrays:
    """Return normal numbers, as large as *scale*."""
    return {name: np.asarray(scale * rng.normal(size=shape)) for name, shape in shapes.items()}


def random_params(rng: Generator, shapes: Shapes) -> Arrays:
    """Return params so small that adding a step to them does not round the step away."""
    return random_arrays(rng, shapes, scale=0.01)


def random_gradients(rng: Generator, shapes: Shapes, steps: int) -> list[Arrays]:
    """Return gradients for several steps: each array of a size of its own, between 1e-3 and 1e3.

    The first is small, at most 0.1, so that a misplaced eps of 1e-8 always shows.
    """
    exponents = [rng.uniform(-3, -1), *rng.uniform(-3, 3, size=len(shapes) - 1)]
    scales = {name: 10**exponent for name, exponent in zip(shapes, exponents, strict=True)}
    return [
        {name: np.asarray(scales[name] * rng.normal(size=shape)) for name, shape in shapes.items()}
        for _ in range(steps)
    ]


def started(student: Student, params: Arrays) -> dict[str, Any]:
    """Return the student's state before the first step."""
    state = student.init(params)
    if not isinstance(state, dict):
        fail("init must return a dict: the state of an optimiser that has taken no step.")
    return state


def stepped(
    student: Student, params: Arrays, grads: Arrays, state: Any, **hyperparameters: float
) -> tuple[Arrays, Any]:
    """Return the student's params and state after a step; the params have the names and shapes that they had."""
    moved, after = student.step(params, grads, state, **hyperparameters)
    assert_params(moved, {name: param.shape for name, param in params.items()})
    return moved, after


def own_walk(student: Student, params: Arrays, gradients: Iterable[Arrays], state: Any) -> list[Arrays]:
    """Return the student's params after each step along *gradients*."""
    places = [params]
    for t, grads in enumerate(gradients, start=1):
        moved, state = stepped(student, places[-1], grads, state)
        if all(np.array_equal(moved[name], places[-1][name]) for name in params):
            fail(f"step {t}: no param changes, although no gradient is zero.")
        places.append(moved)
    return places[1:]


def assert_moves(moved: Arrays, params: Arrays, right: Arrays, right_before: Arrays, when: str) -> None:
    """Fail unless the params changed by as much as the *right* ones: the change shows what the params' size hides."""
    with cases() as case:
        for name in params:
            with case(f"{name}, {when}"):
                assert_close(moved[name] - params[name], right[name] - right_before[name], "the change")


def assert_walk(
    student: Student, params: Arrays, gradients: Iterable[Arrays], hyperparameters: Callable[[int], dict[str, float]]
) -> None:
    """Fail unless every step along *gradients* is the reference's; *hyperparameters* tells those of step t.

    All steps are taken before they are judged, array by array, so that it shows which arrays are right.
    """
    state, right, right_state = started(student, params), params, reference.init(params)
    moves: list[Arrays] = []
    right_moves: list[Arrays] = []
    for t, grads in enumerate(gradients, start=1):
        before, right_before = params, right
        params, state = stepped(student, before, grads, state, **hyperparameters(t))
        right, right_state = reference.step(right_before, grads, right_state, **hyperparameters(t))
        moves.append(change(before, params))
        right_moves.append(change(right_before, right))
    with cases() as case:
        for name in params:
            with case(name):
                own, expected = (np.array([move[name] for move in walk]) for walk in (moves, right_moves))
                assert_close(own, expected, "the change in each step")


def change(before: Arrays, after: Arrays) -> Arrays:
    """Return by how much each array changed: that shows what the size of the params hides."""
    return {name: after[name] - before[name] for name in before}
