"""Losses against the reference's."""

import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import BATCHES, SHAPES, weights
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import loss as reference


@pytest.mark.criterion("loss")
@pytest.mark.parametrize("name", BATCHES)
def test_loss_is_exact(student: Student, rng: Generator, name: str) -> None:
    """The loss is the one in the specification, for batches of every shape."""
    with cases() as case:
        for label, shape in SHAPES.items():
            batch = BATCHES[name](rng, shape)
            loss, _ = getattr(student, name)(*batch)
            sizes = dict(zip("NK", shape, strict=True))
            with case(label):
                assert_close(loss, getattr(reference, name)(*batch)[0], what="loss", sizes=sizes)


@pytest.mark.criterion("loss")
def test_penalty_is_exact(student: Student, rng: Generator) -> None:
    """The penalty counts every array once, and no penalty is left at strength 0."""
    arrays = weights(rng)
    calls = {
        "one array": (arrays[:1], rng.uniform(0.2, 0.8), 7),
        "several arrays": (arrays, rng.uniform(2, 4), 50),
        "strength 0": (arrays, 0.0, 3),
    }
    with cases() as case:
        for label, call in calls.items():
            loss, _ = student.l2_penalty(*call)
            with case(label):
                assert_close(loss, reference.l2_penalty(*call)[0], what="penalty", sizes={"n_samples": call[2]})
