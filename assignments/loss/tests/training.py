"""A linear classifier, trained by the exam with whatever gradient it is given."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from assignments.loss.tests.batches import Floats, Labels
from grader.exam.checks import assert_params

CLASSES, FEATURES, SAMPLES, STEPS = 4, 5, 512, 100
LEARNING_RATE = 0.2
# All in one test: batches of one sample hide every 1/N, and alone would have a mistake taken for another.
BATCH_SIZES = (1, 32, 128, 512)
# How far the classes are from the middle. At this distance, what learns and what does not are furthest apart:
# over 100 seeds, wrong gradients that learn end at most 0.15 nats above the right one, and those that do not, 0.42.
DISTANCE = 1.75


class Training(NamedTuple):
    """What a classifier is trained on, one step for each batch, and the points that it must not see."""

    X: Floats
    labels: Labels
    batches: Sequence[Labels]
    unseen: tuple[Floats, Labels]


def draw_training(rng: Generator, batch_size: int) -> Training:
    """Return points of four classes that overlap, each around a centre, the centres at right angles."""
    centres = DISTANCE * np.linalg.qr(rng.normal(size=(FEATURES, FEATURES)))[0][:CLASSES]
    batches = [rng.permutation(SAMPLES)[:batch_size] for _ in range(STEPS)]
    return Training(*_blobs(rng, centres, SAMPLES), batches, _blobs(rng, centres, 1000))


def _blobs(rng: Generator, centres: Floats, n_samples: int) -> tuple[Floats, Labels]:
    """Return points around the centres, and which centre. The last feature is 1, for the bias."""
    labels = rng.integers(CLASSES, size=n_samples)
    X = centres[labels] + rng.normal(size=(n_samples, FEATURES))
    return np.hstack([X, np.ones((n_samples, 1))]), labels


def train(loss: Callable[..., Any], training: Training) -> NDArray[np.float64]:
    """Return the weights (FEATURES + 1, CLASSES) after each step of gradient descent, NaN once one is not finite."""
    W = np.zeros((FEATURES + 1, CLASSES))
    way = np.full((len(training.batches), *W.shape), np.nan)
    for step, batch in enumerate(training.batches):
        X = training.X[batch]
        _, grad = loss(X @ W, training.labels[batch])
        if not np.isfinite(grad).all():
            break
        assert_params({"grad": grad}, {"grad": (len(batch), CLASSES)}, what="The gradient")
        way[step] = W = W - LEARNING_RATE * X.T @ grad
    return way
