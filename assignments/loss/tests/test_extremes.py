"""Logits up to 1e4, where e^z overflows and probabilities vanish."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.loss.tests.batches import Floats, Shape, classes, huge, yes_or_no
from grader.exam.checks import assert_close, assert_gradient, cases
from grader.exam.student import Student
from reference import loss as reference

# So many that some are surely wrong: a loss that is nearly 0 would judge rounding.
SHAPE: Shape = (40, 6)


def extreme_batches(rng: Generator, name: str) -> dict[str, tuple[Floats, NDArray[np.generic]]]:
    """Return batches with logits of all sizes, with large ones close to each other, and on the edge of vanishing."""
    (logits, targets), edge = (
        (yes_or_no(rng, SHAPE), last_digits(rng))
        if name == "binary_cross_entropy"
        else (classes(rng, SHAPE), last_powers(rng))
    )
    shift = 9e3 * rng.choice([-1.0, 1.0], size=(SHAPE[0], 1))
    return {
        "logits from 1 to 1e4": (huge(rng, SHAPE), targets),
        "logits all near 9e3": (logits + shift, targets),
        edge[0]: (edge[1], targets),
    }


def last_digits(rng: Generator) -> tuple[str, Floats]:
    """Return logits for which 1 − σ(z), so computed, still is above 0, with hardly a right digit."""
    return "logits near 30", rng.choice([-1.0, 1.0], size=SHAPE) * rng.uniform(28, 34, size=SHAPE)


def last_powers(rng: Generator) -> tuple[str, Floats]:
    """Return logits for which e^z still is above 0, with few right digits; in the first row they are about 0.

    Where e^z overflows, all that is left is NaN, which many mistakes lead to. Here each has wrong numbers of its own.
    """
    logits = rng.uniform(-738, -732, size=SHAPE)
    logits[0] = rng.uniform(1, 2, size=SHAPE[1])
    return "logits near 735 below those of the first sample", logits


@pytest.mark.criterion("extremes")
@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_loss_of_huge_logits(student: Student, rng: Generator, name: str) -> None:
    """The loss is exact and finite for logits of any size up to 1e4."""
    with cases() as case:
        for label, batch in extreme_batches(rng, name).items():
            loss, _ = getattr(student, name)(*batch)
            with case(label):
                assert_close(loss, getattr(reference, name)(*batch)[0], what="loss")


@pytest.mark.criterion("extremes")
@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_gradient_of_huge_logits(student: Student, rng: Generator, name: str) -> None:
    """The gradient is exact and finite for logits of any size up to 1e4."""
    with cases() as case:
        for label, batch in extreme_batches(rng, name).items():
            _, grad = getattr(student, name)(*batch)
            with case(label):
                assert_gradient(grad, getattr(reference, name)(*batch)[1])
