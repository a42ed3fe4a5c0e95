"""Random networks, the two data sets, and what the hidden tests of `backprop` have in common."""

import itertools

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from grader.exam.checks import assert_gradient
from grader.exam.derived import assert_derived
from grader.exam.student import Student
from reference import backprop as reference

Floats = NDArray[np.float64]
Params = dict[str, Floats]
Sizes = tuple[int, int, int, int]

ACTIVATIONS = ["sigmoid", "tanh", "relu"]
LOSSES = ["squared_error", "cross_entropy"]

# Each shape hides something: one sample every 1/N, as many samples as outputs a mean over the wrong axis, equal
# sizes a transpose. Samples, then units of each layer.
SHAPES: dict[str, tuple[int, Sizes]] = {
    "one sample": (1, (2, 5, 4, 3)),
    "one input": (7, (1, 4, 2, 3)),
    "one output": (8, (3, 4, 6, 1)),
    "one unit in each layer": (5, (1, 1, 1, 1)),
    "as many samples as outputs": (3, (2, 6, 4, 3)),
    "all sizes equal": (4, (4, 4, 4, 4)),
    "more outputs than samples": (2, (5, 3, 4, 7)),
}
KINK = 1e-3
LARGEST_LOGIT = 8.0


def random_network(
    rng: Generator, activation: str, n: int = 7, sizes: Sizes = (2, 5, 4, 3)
) -> tuple[Params, Floats, Floats]:
    """Return (params, X, y), y of 0 and 1; no unit is at ReLU's kink, and no output is saturated."""
    while True:
        params: Params = {}
        for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes), start=1):
            params[f"W{layer}"] = rng.normal(0.0, 1.5 / n_in**0.5, (n_in, n_out))
            params[f"b{layer}"] = rng.normal(0.0, 0.5, n_out)
        X = rng.normal(size=(n, sizes[0]))
        if _is_smooth(params, X, activation):
            # As many of each class as can be: with one class only, many a wrong gradient is right, or zero.
            y = rng.permutation(np.arange(n * sizes[3]) % 2)
            return params, X, y.reshape(n, sizes[3]).astype(np.float64)


def _is_smooth(params: Params, X: Floats, activation: str) -> bool:
    """Whether the loss has a derivative here that every way of computing it agrees on."""
    act = reference.ACTIVATIONS[activation]
    z1 = X @ params["W1"] + params["b1"]
    z2 = act(z1) @ params["W2"] + params["b2"]
    logits = act(z2) @ params["W3"] + params["b3"]
    at_kink = activation == "relu" and min(np.abs(z1).min(), np.abs(z2).min()) < KINK
    # Below a dead layer every gradient is zero, and so is many a wrong one; so it is for an output that were a ReLU.
    is_dead = activation == "relu" and not all(np.any(z > 0) for z in (z1, z2, logits))
    return not at_kink and not is_dead and float(np.abs(logits).max()) <= LARGEST_LOGIT


def assert_exact(
    student: Student, rng: Generator, activation: str, loss: str, *, n: int = 7, sizes: Sizes = (2, 5, 4, 3)
) -> None:
    """Fail unless the gradients of a random network are right, and those of a large one are derived."""
    params, X, y = random_network(rng, activation, n, sizes)
    _, grads = student.gradients(params, X, y, activation, loss)
    assert_gradient(grads, reference.gradients(params, X, y, activation, loss)[1], sizes={"N": n, "K": sizes[3]})

    params, X, y = random_network(rng, activation, n=1, sizes=(2, 500, 500, 1))
    assert_derived(
        student.gradients,
        (params, X, y, activation, loss),
        forward=lambda: student.forward(params, X, activation),
        entries=250_000,
        of=f"{activation}, {loss}",
    )


def linear_data(rng: Generator) -> tuple[Floats, Floats]:
    """Return 100 points in the unit square, one in each cell of a 10 × 10 grid: no part of the line is left out."""
    cells = np.stack(np.meshgrid(np.arange(10), np.arange(10)), axis=-1).reshape(100, 2)
    X = (rng.permutation(cells) + rng.random((100, 2))) / 10
    return X, (X[:, :1] <= X[:, 1:]).astype(np.float64)


def new_linear_points(rng: Generator) -> tuple[Floats, Floats]:
    """Return about 1800 points at least 0.05 from the line, measured along an axis."""
    X = rng.random((2000, 2))
    X = X[np.abs(X[:, 0] - X[:, 1]) >= 0.05]
    return X, (X[:, :1] <= X[:, 1:]).astype(np.float64)


def xor_data() -> tuple[Floats, Floats]:
    """Return the 21 points of the XOR lines."""
    x = np.arange(11) / 10
    return xor_lines(x, np.delete(x, 5))


def new_xor_points(rng: Generator) -> tuple[Floats, Floats]:
    """Return 400 points of the XOR lines, at least 0.1 from where they meet."""
    x = rng.uniform(0.0, 0.4, 400) + rng.choice([0.0, 0.6], 400)
    return xor_lines(x[:200], x[200:])


def xor_lines(rising: Floats, falling: Floats) -> tuple[Floats, Floats]:
    """Return the points (x, x), which are 0, and (x, 1 − x), which are 1."""
    X = np.concatenate([np.stack([rising, rising], axis=1), np.stack([falling, 1 - falling], axis=1)])
    y = np.concatenate([np.zeros(len(rising)), np.ones(len(falling))])
    return X, y[:, np.newaxis]
