"""Points, and lines to start from, for the hidden tests."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Line = tuple[float, float]
"""Slope and intercept."""

# With one sample, nobody can see a sum in place of a mean, nor a batch in place of a sample.
SIZES = {"one sample": 1, "two samples": 2, "nine samples": 9, "forty samples": 40}


def random_points(rng: Generator, n_samples: int) -> tuple[Floats, Floats]:
    """Return x and y in no order, x on both sides of zero and more on the right: its mean is far from zero."""
    return rng.uniform(-1, 2, size=n_samples), rng.uniform(-3, 3, size=n_samples)


def random_line(rng: Generator) -> Line:
    """Return a line that is far from flat, and from the origin."""
    slope, intercept = rng.choice([-1.0, 1.0], size=2) * rng.uniform(1, 3, size=2)
    return float(slope), float(intercept)
