"""Logits up to 1e4, where e^z overflows and probabilities vanish."""

import numpy as np
import pytest
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.loss.tests.batches import LARGE, Floats, Shape, classes, huge, yes_or_no
from grader.exam.checks import assert_close, assert_gradient
from grader.exam.student import Student
from reference import loss as reference

# So many that some are surely wrong: a loss that is nearly 0 would judge rounding.
SHAPE: Shape = (40, 6)


def extreme_batches(rng: Generator, name: str, shape: Shape) -> dict[str, tuple[Floats, NDArray[np.generic]]]:
    """Return batches with logits of all sizes, and with large ones of which each is close to the next."""
    draw = yes_or_no if name == "binary_cross_entropy" else classes
    logits, targets = draw(rng, shape)
    shift = 9e3 * rng.choice([-1.0, 1.0], size=(shape[0], 1))
    return {"logits from 1 to 1e4": (huge(rng, shape), targets), "logits all near 9e3": (logits + shift, targets)}


@pytest.mark.criterion("extremes")
@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_loss_of_huge_logits(student: Student, rng: Generator, name: str) -> None:
    """The loss is exact and finite for logits of any size up to 1e4."""
    for label, batch in extreme_batches(rng, name, SHAPE).items():
        loss, _ = getattr(student, name)(*batch)
        assert_close(loss, getattr(reference, name)(*batch)[0], what=f"loss with {label}")


@pytest.mark.criterion("extremes")
@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_gradient_of_huge_logits(student: Student, rng: Generator, name: str) -> None:
    """The gradient is exact and finite for logits of any size up to 1e4, and for large batches in good time."""
    for label, batch in extreme_batches(rng, name, LARGE).items():
        _, grad = getattr(student, name)(*batch)
        assert_gradient(
            {f"the loss with {label}": grad}, {f"the loss with {label}": getattr(reference, name)(*batch)[1]}
        )
