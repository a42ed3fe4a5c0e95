"""Whether a linear classifier learns, trained by the exam with the student's gradient."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.loss.tests.training import BATCH_SIZES, draw_training, train
from grader.exam.checks import assert_at_most, cases, fail
from grader.exam.figures import loss_curve
from grader.exam.sheet import show
from grader.exam.student import Student
from reference import loss as reference

MARGIN = 0.25
"""How much worse than with the right gradient the classifier may be, in nats: see DISTANCE."""


@pytest.mark.criterion("convergence")
def test_classifier_learns(student: Student, rng: Generator) -> None:
    """A linear classifier learns with your softmax cross-entropy; one learning rate serves every batch size."""
    with cases() as case:
        for batch_size in BATCH_SIZES:
            training = draw_training(rng, batch_size)
            X, labels = training.unseen
            ways = (train(loss, training) for loss in (student.softmax_cross_entropy, reference.softmax_cross_entropy))
            yours, right = ([reference.softmax_cross_entropy(X @ W, labels)[0] for W in way] for way in ways)
            needed = right[-1] + MARGIN
            title = f"Cross-entropy on points you have not seen, batches of {batch_size}"
            show(loss_curve(yours, right, needed, title=title, x_label="step"))
            with case(f"batches of {batch_size}"):
                if lost := np.count_nonzero(np.isnan(yours)):
                    fail(f"after {len(yours) - lost} steps your gradient is not finite, and training ends.")
                what = f"cross-entropy on points you have not seen, after {len(yours)} steps"
                assert_at_most(yours[-1], needed, what, unit=" nats")
