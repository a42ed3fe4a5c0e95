"""The trained parameters, judged by our own forward pass on sums that the student never sees."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import Integers, Params, distinct_pairs, sums
from grader.exam.checks import assert_at_least, assert_losses, assert_params
from grader.exam.student import Student
from reference import rnn as reference

HIDDEN = 16
SHAPES = {"Wxh": (2, HIDDEN), "Whh": (HIDDEN, HIDDEN), "bh": (HIDDEN,), "Why": (HIDDEN, 2), "by": (2,)}
UNSEEN = 1000


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize("n", [pytest.param(256, id="256 pairs"), pytest.param(2048, id="2048 pairs")])
def test_training_learns_to_add(student: Student, rng: Generator, n: int) -> None:
    """Trained on sums of 8 bits, the network adds new pairs of 8 bits, and pairs of 16 bits as well."""
    pairs = distinct_pairs(rng, n + UNSEEN)
    params, losses = student.train(*sums(pairs[:n], 8), HIDDEN, int(rng.integers(1_000_000)))
    assert_params(params, SHAPES)
    assert_losses(losses)
    assert_at_least(percent_right(params, pairs[n:], 8), 98.0, "New sums of 8 bits that are right in every bit", " %")
    long_pairs = rng.integers(2**16, size=(UNSEEN, 2))
    assert_at_least(percent_right(params, long_pairs, 16), 90.0, "Sums of 16 bits that are right in every bit", " %")


def percent_right(params: Params, pairs: Integers, bits: int) -> float:
    """Return how many sums the network has right in every bit, in percent."""
    X, targets = sums(pairs, bits)
    logits, _ = reference.forward(params, X, np.zeros((len(pairs), HIDDEN)))
    return 100 * float((logits.argmax(axis=2) == targets).all(axis=1).mean())
