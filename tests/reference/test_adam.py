"""The reference Adam: known steps, purity, the accuracy that it claims, and convergence."""

import copy
from decimal import Decimal, localcontext

import numpy as np
import pytest
from numpy.random import default_rng

from reference import adam as reference


def test_first_step_is_lr_whatever_the_gradient() -> None:
    """With both corrections, the first step is lr · g/(|g| + eps)."""
    params = {"a": np.array([1.0, -2.0, 3.0]), "b": np.array(0.5)}
    grads = {"a": np.array([1e3, -1e-3, 0.0]), "b": np.array(-7.0)}
    moved, state = reference.step(params, grads, reference.init(params), lr=0.1)
    assert moved["a"] == pytest.approx(np.array([0.9, -1.9 - 1e-6, 3.0]), rel=1e-9)
    assert float(moved["b"]) == pytest.approx(0.6, rel=1e-8)
    assert state["t"] == 1


def test_second_step_by_hand() -> None:
    """Gradients 1 and −1 with betas of one half: m is −1/4 of 3/4, v is 3/4 of 3/4."""
    params = {"x": np.zeros(1)}
    moved, state = reference.step(params, {"x": np.ones(1)}, reference.init(params), beta1=0.5, beta2=0.5, eps=0.25)
    assert moved["x"][0] == pytest.approx(-1e-3 / 1.25, rel=1e-15)
    again, _ = reference.step(moved, {"x": -np.ones(1)}, state, lr=3.75, beta1=0.5, beta2=0.5, eps=0.25)
    assert again["x"][0] - moved["x"][0] == pytest.approx(1.0, rel=1e-15)


def test_a_zero_gradient_moves_nothing() -> None:
    """Zero over eps is zero."""
    params = {"x": np.array([1.0, 2.0])}
    moved, _ = reference.step(params, {"x": np.zeros(2)}, reference.init(params))
    assert moved["x"].tolist() == [1.0, 2.0]


def test_nothing_is_changed_in_place() -> None:
    """Params, grads and state are the same after a step, and init keeps nothing of params."""
    rng = default_rng(1)
    params, grads = ({"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)} for _ in range(2))
    _, state = reference.step(params, grads, reference.init(params))
    arguments = (params, grads, state)
    before = copy.deepcopy(arguments)
    moved, after = reference.step(*arguments)
    np.testing.assert_equal(arguments, before)
    kept = [array for arrays in (params, grads, state["m"], state["v"]) for array in arrays.values()]
    made = [array for arrays in (moved, after["m"], after["v"]) for array in arrays.values()]
    assert not any(np.shares_memory(old, new) for old in kept for new in made)


def test_every_shape_stays() -> None:
    """What comes back has the shapes of what went in."""
    params = {str(shape): np.ones(shape) for shape in [(), (1,), (4,), (2, 3), (2, 1, 3)]}
    moved, state = reference.step(params, params, reference.init(params))
    for arrays in (moved, state["m"], state["v"]):
        assert {name: np.shape(array) for name, array in arrays.items()} == {k: p.shape for k, p in params.items()}


def test_accuracy_against_sixty_digits() -> None:
    """Fifty steps stay within 1e-13 of Algorithm 1 in decimals."""
    rng = default_rng(2)
    gradients = rng.normal(size=50) * 10 ** rng.uniform(-6, 3, size=50)
    params, state = {"x": np.zeros(1)}, reference.init({"x": np.zeros(1)})
    with localcontext() as context:
        context.prec = 60
        lr, beta1, beta2, eps = (Decimal.from_float(value) for value in (1e-3, 0.9, 0.999, 1e-8))
        m = v = Decimal(0)
        for t, gradient in enumerate(gradients.tolist(), start=1):
            g = Decimal(gradient)
            m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g
            exact = -lr * (m / (1 - beta1**t)) / ((v / (1 - beta2**t)).sqrt() + eps)
            # From zero, so that the step is not rounded to the size of the params.
            moved, state = reference.step(params, {"x": np.array([gradient])}, state)
            assert abs(Decimal(moved["x"].item()) - exact) < Decimal("1e-13") * abs(exact)


def test_it_walks_the_rosenbrock_valley() -> None:
    """From (−1.2, 1) to (1, 1)."""
    params = {"x": np.array(-1.2), "y": np.array(1.0)}
    state = reference.init(params)
    for _ in range(4000):
        x, y = float(params["x"]), float(params["y"])
        slope = 200 * (y - x * x)
        grads = {"x": np.array(-2 * x * slope - 2 * (1 - x)), "y": np.array(slope)}
        params, state = reference.step(params, grads, state, lr=0.02)
    assert float(params["x"]) == pytest.approx(1, abs=1e-3)
    assert float(params["y"]) == pytest.approx(1, abs=2e-3)
