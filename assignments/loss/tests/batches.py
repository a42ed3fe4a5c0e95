"""Batches of every shape, and weights, for the hidden tests."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Shape = tuple[int, int]
Draw = Callable[[Generator, Shape], tuple[Floats, NDArray[Any]]]

# One sample hides every 1/N, and N = K hides a mean over the wrong axis: where it fails and where not is a hint.
SHAPES: dict[str, Shape] = {
    "one sample": (1, 4),
    "one output": (7, 1),
    "as many samples as outputs": (5, 5),
    "more samples than outputs": (9, 3),
    "more outputs than samples": (3, 8),
}

# To measure a gradient entry by entry takes a loss for each: milliseconds for the shapes above, a minute for this. Rows
# are short: with long ones, whoever builds the Jacobian of every row in plain loops, honestly, would take as long.
LARGE: Shape = (12_000, 10)


def regression(rng: Generator, shape: Shape) -> tuple[Floats, Floats]:
    """Return predictions and targets."""
    return 2 * rng.normal(size=shape), 2 * rng.normal(size=shape)


def yes_or_no(rng: Generator, shape: Shape) -> tuple[Floats, Floats]:
    """Return logits and targets, some of them certain (0 or 1) and some in between. The first sample is improbable."""
    certain = rng.integers(2, size=shape).astype(np.float64)
    y = np.where(rng.random(shape) < 0.5, certain, rng.uniform(0.05, 0.95, size=shape))
    logits = rng.uniform(-6, 6, size=shape)
    y[0] = certain[0]
    logits[0] = improbable(rng, shape[1]) * (2 * y[0] - 1)
    return logits, y


def classes(rng: Generator, shape: Shape) -> tuple[Floats, Labels]:
    """Return logits and labels. The first sample is improbable."""
    logits, labels = rng.uniform(-6, 6, size=shape), rng.integers(shape[1], size=shape[0])
    logits[0, labels[0]] = logits[0].max() + improbable(rng, 1)[0]
    return logits, labels


def improbable(rng: Generator, size: int) -> Floats:
    """Return logits of what is so improbable, about 1e-6, that even a tiny number added to it shows."""
    return rng.uniform(-13, -12, size=size)


BATCHES: dict[str, Draw] = {
    "mean_squared_error": regression,
    "binary_cross_entropy": yes_or_no,
    "softmax_cross_entropy": classes,
}


def huge(rng: Generator, shape: Shape) -> Floats:
    """Return logits of all sizes from 1 to 1e4, both signs, the largest among them."""
    logits = rng.choice([-1.0, 1.0], size=shape) * 10 ** rng.uniform(0, 4, size=shape)
    logits[0] = 1e4 * rng.choice([-1.0, 1.0], size=shape[1])
    return logits


def weights(rng: Generator) -> list[Floats]:
    """Return arrays of every rank; no two sizes are equal."""
    return [rng.normal(size=shape) for shape in [(3, 2), (5,), (), (2, 3, 4), (1, 7)]]
