"""A linear classifier, trained by the exam with the student's gradient."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from assignments.loss.tests.batches import Floats, Labels
from grader.exam.checks import assert_at_most, assert_close, assert_params
from grader.exam.student import Student
from reference import loss as reference

CLASSES, FEATURES, SAMPLES, STEPS = 4, 5, 512, 100
LEARNING_RATE = 0.2


def blobs(rng: Generator, centres: Floats, n_samples: int) -> tuple[Floats, Labels]:
    """Return points around the centres, and which centre; the blobs overlap. The last feature is 1, for the bias."""
    labels = rng.integers(CLASSES, size=n_samples)
    X = centres[labels] + rng.normal(size=(n_samples, FEATURES))
    return np.hstack([X, np.ones((n_samples, 1))]), labels


def train(loss: Callable[..., Any], X: Floats, labels: Labels, batches: Sequence[Labels]) -> Floats:
    """Return the weights of a linear classifier after one step of gradient descent on each batch."""
    W = np.zeros((FEATURES + 1, CLASSES))
    for batch in batches:
        _, grad = loss(X[batch] @ W, labels[batch])
        assert_params({"grad": grad}, {"grad": (len(batch), CLASSES)}, what="The gradient")
        W = W - LEARNING_RATE * X[batch].T @ grad
    return W


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize("batch_size", [pytest.param(size, id=f"batches of {size}") for size in (1, 32, 128, 512)])
def test_classifier_learns(student: Student, rng: Generator, batch_size: int) -> None:
    """A linear classifier learns with your softmax cross-entropy; one learning rate serves every batch size."""
    centres = rng.normal(size=(CLASSES, FEATURES))
    data = blobs(rng, centres, SAMPLES)
    batches = [rng.permutation(SAMPLES)[:batch_size] for _ in range(STEPS)]
    X, labels = blobs(rng, centres, 1000)
    with np.errstate(over="ignore", invalid="ignore"):
        W, best = (
            train(loss, *data, batches) for loss in (student.softmax_cross_entropy, reference.softmax_cross_entropy)
        )
        reached, goal = (reference.softmax_cross_entropy(X @ weights, labels)[0] for weights in (W, best))
    what = "cross-entropy on points you have not seen"
    assert_at_most(reached, goal + 0.01, what, unit=" nats")
    # Some wrong gradients learn as well, in small batches even faster. Right ones all end within 1e-15 of each other.
    assert_close(reached, goal, f"{what}, compared with where the right gradient leads", tolerance=1e-6)
