"""The loss that `gradients` returns against the reference's."""

import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import ORDINARY, SHAPES, factors, random_network
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import rnn as reference


@pytest.mark.criterion("loss")
def test_loss_is_right(student: Student, rng: Generator) -> None:
    """The loss is the softmax cross-entropy, averaged over all steps of all sequences."""
    call = random_network(rng)
    loss, _ = student.gradients(*call)
    assert_close(loss, reference.gradients(*call)[0], "loss", sizes=factors(ORDINARY))


@pytest.mark.criterion("loss")
def test_loss_of_every_shape(student: Student, rng: Generator) -> None:
    """The loss is right for one sequence, one step, one class, and for long sequences."""
    with cases() as case:
        for label, sizes in {**SHAPES, "one class": ORDINARY._replace(k=1)}.items():
            call = random_network(rng, sizes)
            with case(label):
                loss, _ = student.gradients(*call)
                assert_close(loss, reference.gradients(*call)[0], "loss", sizes=factors(sizes))
