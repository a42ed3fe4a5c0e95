"""Losses against the reference's."""

import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import BATCHES, SHAPES, weights
from grader.exam.checks import assert_close
from grader.exam.student import Student
from reference import loss as reference


@pytest.mark.criterion("loss")
@pytest.mark.parametrize("name", BATCHES)
def test_loss_is_exact(student: Student, rng: Generator, name: str) -> None:
    """The loss is the one in the specification, for batches of every shape."""
    for label, shape in SHAPES.items():
        batch = BATCHES[name](rng, shape)
        loss, _ = getattr(student, name)(*batch)
        assert_close(loss, getattr(reference, name)(*batch)[0], what=f"loss of {label}")


@pytest.mark.criterion("loss")
def test_penalty_is_exact(student: Student, rng: Generator) -> None:
    """The penalty counts every array once, and no penalty is left at strength 0."""
    arrays = weights(rng)
    cases = {
        "penalty of one array": (arrays[:1], rng.uniform(0.2, 0.8), 7),
        "penalty of several arrays": (arrays, rng.uniform(2, 4), 50),
        "penalty at strength 0": (arrays, 0.0, 3),
    }
    for what, call in cases.items():
        loss, _ = student.l2_penalty(*call)
        assert_close(loss, reference.l2_penalty(*call)[0], what=what)
