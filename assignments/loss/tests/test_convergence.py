"""A linear classifier, trained by the exam with the student's gradient: does it learn?"""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.loss.tests.training import draw_training, train
from grader.exam.checks import assert_at_most, fail
from grader.exam.figures import loss_curve
from grader.exam.sheet import show
from grader.exam.student import Student
from reference import loss as reference

MARGIN = 0.25
"""How much worse than with the right gradient the classifier may be, in nats: see DISTANCE."""


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize("batch_size", [pytest.param(size, id=f"batches of {size}") for size in (1, 32, 128, 512)])
def test_classifier_learns(student: Student, rng: Generator, batch_size: int) -> None:
    """A linear classifier learns with your softmax cross-entropy; one learning rate serves every batch size."""
    training = draw_training(rng, batch_size)
    X, labels = training.unseen
    ways = (train(loss, training) for loss in (student.softmax_cross_entropy, reference.softmax_cross_entropy))
    yours, right = ([reference.softmax_cross_entropy(X @ W, labels)[0] for W in way] for way in ways)
    needed = right[-1] + MARGIN
    what = "cross-entropy on points you have not seen"
    show(loss_curve(yours, right, needed, title=f"{what.capitalize()}, batches of {batch_size}", x_label="step"))
    if lost := np.count_nonzero(np.isnan(yours)):
        fail(f"After {len(yours) - lost} steps your gradient is not finite, and training ends.")
    assert_at_most(yours[-1], needed, f"{what}, after {len(yours)} steps", unit=" nats")
