"""Random networks, binary sums, and what the hidden tests of `rnn` have in common."""

from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from grader.exam.derived import assert_derived
from grader.exam.student import Student

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Params = dict[str, Floats]


class Sizes(NamedTuple):
    """Sequences, steps, inputs, hidden units, classes."""

    n: int
    t: int
    d: int
    h: int
    k: int


# All sizes differ, so that no axis can pass for another.
ORDINARY = Sizes(n=6, t=5, d=3, h=4, k=2)
# Each shape hides something: one step all that goes through time, one sequence a mean, equal sizes a transpose.
SHAPES: dict[str, Sizes] = {
    "one sequence": Sizes(n=1, t=5, d=2, h=4, k=3),
    "one step": Sizes(n=6, t=1, d=3, h=4, k=2),
    "one input": Sizes(n=3, t=4, d=1, h=5, k=2),
    "one hidden unit": Sizes(n=4, t=3, d=2, h=1, k=5),
    "all sizes equal": Sizes(n=3, t=3, d=3, h=3, k=3),
    "many steps": Sizes(n=2, t=30, d=2, h=6, k=4),
}


def random_network(rng: Generator, sizes: Sizes = ORDINARY) -> tuple[Params, Floats, Integers, Floats]:
    """Return (params, X, targets, h0); no unit is saturated, and logits are a few nats at most."""
    n, t, d, h, k = sizes
    shapes = {"Wxh": (d, h), "Whh": (h, h), "bh": (h,), "Why": (h, k), "by": (k,)}
    params = {name: rng.normal(0.0, 1.0 / shape[0] ** 0.5, shape) for name, shape in shapes.items()}
    return params, rng.normal(size=(n, t, d)), rng.integers(k, size=(n, t)), rng.uniform(-0.9, 0.9, (n, h))


def factors(sizes: Sizes) -> dict[str, int]:
    """Return the sizes that a forgotten mean, or one too many, would show as a factor."""
    return {"N": sizes.n, "T": sizes.t, "K": sizes.k}


def of_params(grads: Params) -> Params:
    """Return the gradients without that of h0: it has tests of its own."""
    return {name: grad for name, grad in grads.items() if name != "h0"}


def assert_backpropagated(student: Student, rng: Generator) -> None:
    """Ask for the gradients of 250 000 weights: milliseconds to derive, half a minute to measure."""
    params, X, targets, h0 = random_network(rng, Sizes(n=1, t=1, d=2, h=500, k=2))
    call = (params, X, targets, h0)
    assert_derived(student.gradients, call, forward=lambda: student.forward(params, X, h0), entries=250_000)


def sums(pairs: Integers, bits: int) -> tuple[Floats, Integers]:
    """Return X (N, bits, 2), the bits of *pairs* (N, 2), and targets (N, bits), those of their sums; lowest first."""
    place = np.arange(bits)
    X = pairs[:, np.newaxis, :] >> place[:, np.newaxis] & 1
    return X.astype(np.float64), pairs.sum(axis=1)[:, np.newaxis] >> place & 1


def distinct_pairs(rng: Generator, n: int) -> Integers:
    """Return *n* different pairs (n, 2) of 8-bit numbers."""
    both = rng.choice(2**16, n, replace=False)
    return np.stack([both >> 8, both & 255], axis=1)


def carry_chains(pairs: Integers, bits: int) -> Integers:
    """Return for each bit of each sum how many steps ago the carry that reaches it arose (N, bits); 0 for no carry."""
    X, _ = sums(pairs, bits)
    ones = X.sum(axis=2)
    chains = np.zeros(ones.shape, dtype=np.int64)
    for t in range(bits - 1):
        passed_on = np.where((ones[:, t] == 1) & (chains[:, t] > 0), chains[:, t] + 1, 0)
        chains[:, t + 1] = np.where(ones[:, t] == 2, 1, passed_on)
    return chains
