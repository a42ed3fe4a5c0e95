"""The trained parameters, judged by our own forward pass on sums that the student never sees."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.rnn.tests.sequences import Integers, Params, carry_chains, distinct_pairs, sums
from grader.exam.checks import assert_at_least, assert_losses, assert_params, describe_losses
from grader.exam.figures import Figure, loss_curve, shares
from grader.exam.sheet import show
from grader.exam.student import Student
from reference import rnn as reference

HIDDEN = 16
SHAPES = {"Wxh": (2, HIDDEN), "Whh": (HIDDEN, HIDDEN), "bh": (HIDDEN,), "Why": (HIDDEN, 2), "by": (2,)}
UNSEEN = 1000
LONGEST_CHAIN = 7
"""As long a chain, or a longer one, reaches one bit of 200: some 70 of the 16 000 that are looked at."""


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize("n", [pytest.param(256, id="256 pairs"), pytest.param(2048, id="2048 pairs")])
def test_training_learns_to_add(student: Student, rng: Generator, n: int) -> None:
    """Trained on sums of 8 bits, the network adds new pairs of 8 bits, and pairs of 16 bits as well."""
    assert_learns(student, rng, n)


@pytest.mark.criterion("convergence")
def test_training_learns_what_the_data_says(student: Student, rng: Generator) -> None:
    """Where every target has 0 and 1 swapped, training learns that: the weights come from the data."""
    assert_learns(student, rng, n=1024, swapped=True)


def assert_learns(student: Student, rng: Generator, n: int, *, swapped: bool = False) -> None:
    """Fail unless the student's training, on *n* pairs, generalises to new ones."""
    pairs, long_pairs = distinct_pairs(rng, n + UNSEEN), rng.integers(2**16, size=(UNSEEN, 2))
    X, targets = sums(pairs[:n], 8)
    call = (X, 1 - targets if swapped else targets, HIDDEN, int(rng.integers(1_000_000)))
    params, losses = student.train(*call)
    assert_params(params, SHAPES)
    right = right_bits(params, pairs[n:], 8, swapped=swapped)
    right_of_long = right_bits(params, long_pairs, 16, swapped=swapped)
    show(loss_curve(losses, reference.train(*call)[1]))
    show(by_carry_chain(right_of_long, carry_chains(long_pairs, 16)))
    assert_losses(losses)
    told = describe_losses(losses)
    assert_at_least(percent_of_sums(right), 98.0, f"{told} New sums of 8 bits that are right in every bit", " %")
    assert_at_least(percent_of_sums(right_of_long), 90.0, f"{told} Sums of 16 bits that are right in every bit", " %")


def right_bits(params: Params, pairs: Integers, bits: int, *, swapped: bool) -> NDArray[np.bool_]:
    """Return which bits of the sums the network has right (N, bits)."""
    X, targets = sums(pairs, bits)
    logits, _ = reference.forward(params, X, np.zeros((len(pairs), HIDDEN)))
    right: NDArray[np.bool_] = (logits.argmax(axis=2) == targets) != swapped
    return right


def percent_of_sums(right: NDArray[np.bool_]) -> float:
    """Return how many sums are right in every bit, in percent."""
    return 100 * float(right.all(axis=1).mean())


def by_carry_chain(right: NDArray[np.bool_], chains: Integers) -> Figure:
    """Draw the share of bits that are right, by how many steps ago the carry that reaches them arose."""
    lengths = np.minimum(chains, LONGEST_CHAIN)
    names = [*map(str, range(LONGEST_CHAIN)), f"{LONGEST_CHAIN}+"]
    values = [100 * float(right[lengths == length].mean()) for length in range(LONGEST_CHAIN + 1)]
    title = "Right bits in sums of 16 bits"
    return shares(names, values, None, title=title, x_label="steps since the carry arose (0: no carry)")
