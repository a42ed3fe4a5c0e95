"""No function changes what it was given."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import distinct_pairs, random_network, sums
from grader.exam.checks import assert_unchanged, cases
from grader.exam.student import Student


@pytest.mark.criterion("arguments")
def test_forward_keeps_its_arguments(student: Student, rng: Generator) -> None:
    """After a call of forward, params, X and h0 are what they were."""
    params, X, _, h0 = random_network(rng)
    _, after = student.forward.with_arguments(params, X, h0)
    assert_unchanged(after, (params, X, h0))


@pytest.mark.criterion("arguments")
def test_gradients_keeps_its_arguments(student: Student, rng: Generator) -> None:
    """After a call of gradients, params, X, targets and h0 are what they were."""
    call = random_network(rng)
    _, after = student.gradients.with_arguments(*call)
    assert_unchanged(after, call)


@pytest.mark.criterion("arguments")
def test_clip_keeps_its_arguments(student: Student, rng: Generator) -> None:
    """After a call of clip, the gradients are what they were, whether they had to be clipped or not."""
    grads = {"Whh": rng.normal(size=(3, 3)), "bh": rng.normal(size=3)}
    with cases() as case:
        for label, max_norm in {"too long": float(np.abs(grads["bh"]).max()) / 2, "short enough": 100.0}.items():
            with case(label):
                _, after = student.clip.with_arguments(grads, max_norm)
                assert_unchanged(after, (grads, max_norm))


@pytest.mark.criterion("arguments")
def test_train_keeps_its_arguments(student: Student, rng: Generator) -> None:
    """After a training, X and targets are what they were, and in the same order."""
    call = (*sums(distinct_pairs(rng, 256), 8), 16, int(rng.integers(1_000_000)))
    _, after = student.train.with_arguments(*call)
    assert_unchanged(after, call)
