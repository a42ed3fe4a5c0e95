"""The same training as for convergence. Some wrong gradients learn as well; only the right one learns the same."""

import pytest
from numpy.random import Generator

from assignments.loss.tests.training import BATCH_SIZES, draw_training, train
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import loss as reference


@pytest.mark.criterion("path")
def test_classifier_is_the_right_one(student: Student, rng: Generator) -> None:
    """Every step of the training is right: the weights are those that the right gradient leads to."""
    with cases() as case:
        for batch_size in BATCH_SIZES:
            training = draw_training(rng, batch_size)
            yours, right = (
                train(loss, training)[-1] for loss in (student.softmax_cross_entropy, reference.softmax_cross_entropy)
            )
            with case(f"batches of {batch_size}"):
                assert_close(yours, right, what="weights of the trained classifier", tolerance=1e-6)
