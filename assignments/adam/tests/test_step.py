"""Steps along given gradients, one by one, against the reference's."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.adam.tests.walks import (
    SEVERAL,
    TWINS,
    Shapes,
    assert_moves,
    assert_walk,
    random_arrays,
    random_gradients,
    random_params,
    started,
    stepped,
)
from grader.exam.student import Student
from reference import adam as reference

ONE_MATRIX: Shapes = {"W": (4, 3)}
ONE_NUMBER: Shapes = {"slope": ()}

for_shapes = pytest.mark.parametrize(
    "shapes",
    [
        pytest.param(ONE_NUMBER, id="one number"),
        pytest.param(ONE_MATRIX, id="one matrix"),
        pytest.param(SEVERAL, id="several arrays"),
        pytest.param(TWINS, id="two arrays of one shape"),
    ],
)


@pytest.mark.criterion("step")
@for_shapes
def test_first_step(student: Student, rng: Generator, shapes: Shapes) -> None:
    """The first step is exact: t is 1 there, and both corrections count."""
    assert_walk(student, random_params(rng, shapes), random_gradients(rng, shapes, 1), lambda _: {})


@pytest.mark.criterion("step")
@for_shapes
def test_many_steps(student: Student, rng: Generator, shapes: Shapes) -> None:
    """Each of the first 30 steps is exact, with lr, betas and eps left at their defaults."""
    assert_walk(student, random_params(rng, shapes), random_gradients(rng, shapes, 30), lambda _: {})


@pytest.mark.criterion("step")
def test_later_steps(student: Student, rng: Generator) -> None:
    """The second and the third step are exact, wherever the params are put before each: the state counts along."""
    # What the first step returns is not looked at: where it divides by zero, the others show how it counts.
    gradients = random_gradients(rng, SEVERAL, 3)
    params = random_params(rng, SEVERAL)
    _, state = student.step(params, gradients[0], started(student, params))
    _, right_state = reference.step(params, gradients[0], reference.init(params))
    for t in (2, 3):
        params = random_params(rng, SEVERAL)
        own, state = stepped(student, params, gradients[t - 1], state)
        right, right_state = reference.step(params, gradients[t - 1], right_state)
        assert_moves(own, params, right, params, when=f"step {t}")


@pytest.mark.criterion("step")
def test_one_direction(student: Student, rng: Generator) -> None:
    """The steps are exact where all gradients are positive, small ones and large ones."""
    gradients = [{name: np.abs(array) for name, array in grads.items()} for grads in random_gradients(rng, SEVERAL, 15)]
    assert_walk(student, random_params(rng, SEVERAL), gradients, lambda _: {})


@pytest.mark.criterion("step")
def test_betas(student: Student, rng: Generator) -> None:
    """The steps are exact with other betas and another lr."""
    given = {"lr": rng.uniform(0.01, 0.1), "beta1": rng.uniform(0.3, 0.6), "beta2": rng.uniform(0.7, 0.95)}
    assert_walk(student, random_params(rng, SEVERAL), random_gradients(rng, SEVERAL, 15), lambda _: given)


@pytest.mark.criterion("step")
def test_large_eps(student: Student, rng: Generator) -> None:
    """The steps are exact where eps is as large as the gradient: it belongs outside the root, after the correction."""
    given = {"eps": rng.uniform(0.2, 0.8)}
    gradients = [random_arrays(rng, SEVERAL) for _ in range(15)]
    assert_walk(student, random_params(rng, SEVERAL), gradients, lambda _: given)


@pytest.mark.criterion("step")
def test_tiny_gradients(student: Student, rng: Generator) -> None:
    """The steps are exact where the gradient is as small as the default eps."""
    gradients = [random_arrays(rng, SEVERAL, scale=1e-8) for _ in range(15)]
    assert_walk(student, random_params(rng, SEVERAL), gradients, lambda _: {})


@pytest.mark.criterion("step")
def test_changing_lr(student: Student, rng: Generator) -> None:
    """The steps are exact when lr changes from one to the next."""
    rates = rng.uniform(1e-3, 1e-1, size=16)
    gradients = random_gradients(rng, SEVERAL, 15)
    assert_walk(student, random_params(rng, SEVERAL), gradients, lambda t: {"lr": float(rates[t])})


@pytest.mark.criterion("step")
def test_zero_gradient(student: Student, rng: Generator) -> None:
    """An entry whose gradient is always zero stays where it is, while the others move."""
    used = {name: rng.permutation(np.arange(np.prod(shape, dtype=int)) % 2) for name, shape in SEVERAL.items()}
    gradients = [
        {name: array * used[name].reshape(array.shape) for name, array in grads.items()}
        for grads in random_gradients(rng, SEVERAL, 5)
    ]
    assert_walk(student, random_params(rng, SEVERAL), gradients, lambda _: {})


@pytest.mark.criterion("step")
def test_pause(student: Student, rng: Generator) -> None:
    """Without a gradient, an array that was moving coasts on and slows down: the moments fade, they do not vanish."""
    moving = random_gradients(rng, SEVERAL, 5)
    still = [{name: np.zeros(shape) for name, shape in SEVERAL.items()} for _ in range(10)]
    assert_walk(student, random_params(rng, SEVERAL), moving + still, lambda _: {})
