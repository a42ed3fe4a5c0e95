"""What the optimiser is driven on, for thousands of steps.

The learning rate falls from step to step. With a constant one, Adam jumps off again once it has arrived, and where it
lands depends on the last bit: two right solutions would part. So they stay within 1e-14 of each other.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.adam.tests.walks import Arrays

Floats = NDArray[np.float64]


class Problem(NamedTuple):
    """Where a walk starts, what it shall make small, the gradient that it follows, and its rate lr · decay^t."""

    start: Arrays
    value: Callable[[Arrays], float]
    gradient: Callable[[Arrays], Arrays]
    lr: float
    decay: float
    steps: int


def quadratic(rng: Generator) -> Problem:
    """Return a bowl that is 10 000 times steeper in one direction than in another, and more so than in the rest."""
    curvature = np.logspace(-2, 2, 6).reshape(2, 3)
    start = {"x": rng.normal(size=(2, 3)), "shift": np.asarray(rng.normal())}
    return Problem(
        start,
        lambda p: float(np.sum(curvature * p["x"] ** 2) + 10 * p["shift"] ** 2) / 2,
        lambda p: {"x": curvature * p["x"], "shift": 10 * p["shift"]},
        lr=0.1,
        decay=0.995,
        steps=1000,
    )


def rosenbrock(rng: Generator) -> Problem:
    """Return the curved valley (1 − x)² + 100 (y − x²)², started near (−1.25, 1.05).

    From there it is plain which wrong optimisers arrive; from elsewhere, some do so by luck.
    """
    x, y = np.array([-1.25, 1.05]) + rng.uniform(-0.05, 0.05, size=2)

    def value(p: Arrays) -> float:
        return float(valley(p["x"], p["y"]))

    def gradient(p: Arrays) -> Arrays:
        off = p["y"] - p["x"] ** 2
        return {"x": np.asarray(-400 * p["x"] * off - 2 * (1 - p["x"])), "y": np.asarray(200 * off)}

    start = {"x": np.asarray(x), "y": np.asarray(y)}
    return Problem(start, value, gradient, lr=0.1, decay=0.999, steps=2500)


def valley(x: Floats, y: Floats) -> Floats:
    """Return Rosenbrock's function; it is 0 at (1, 1)."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def logistic_regression(rng: Generator) -> Problem:
    """Return the cross-entropy of a linear classifier on 100 noisy points in four dimensions."""
    X = rng.normal(size=(100, 4))
    y = (X @ rng.normal(size=4) + rng.logistic(size=100) > 0).astype(np.float64)

    def value(p: Arrays) -> float:
        logits = X @ p["weights"] + p["bias"]
        return float(np.mean(np.logaddexp(0, logits) - y * logits))

    def gradient(p: Arrays) -> Arrays:
        error = (np.exp(-np.logaddexp(0, -(X @ p["weights"] + p["bias"]))) - y) / len(y)
        return {"weights": X.T @ error, "bias": np.asarray(error.sum())}

    start = {"weights": np.zeros(4), "bias": np.zeros(())}
    return Problem(start, value, gradient, lr=0.1, decay=0.996, steps=800)
