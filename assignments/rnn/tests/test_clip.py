"""Clipping by the global norm."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import Params
from grader.exam.checks import assert_close, assert_gradient, assert_params, cases
from grader.exam.student import Student

# Norms are far from zero, so that a tiny number in the denominator does no harm.
MAX_NORMS = [pytest.param(1.0, id="max_norm 1"), pytest.param(3.7, id="another max_norm")]
NORM_TOLERANCE = 1e-5


@pytest.mark.criterion("clip")
@pytest.mark.parametrize("max_norm", MAX_NORMS)
def test_long_gradients_are_shortened(student: Student, rng: Generator, max_norm: float) -> None:
    """The norm over all arrays together becomes max_norm, and the direction stays what it was."""
    long = random_grads(rng, norm=rng.uniform(3, 300) * max_norm)
    shorts = {name: grad * max_norm / 2 / np.linalg.norm(grad) for name, grad in random_grads(rng, norm=1.0).items()}
    with cases() as case:
        with case("long arrays"):
            assert_clipped(student, long, max_norm)
        with case("arrays that are short, and long together"):
            assert_clipped(student, shorts, max_norm)


@pytest.mark.criterion("clip")
@pytest.mark.parametrize("share", [pytest.param(0.9, id="just short enough"), pytest.param(0.0, id="all zero")])
def test_short_gradients_stay(student: Student, rng: Generator, share: float) -> None:
    """Gradients whose global norm is not above max_norm come back as they are."""
    with cases() as case:
        for max_norm in (0.8, 5.0):
            grads = scaled(random_grads(rng, norm=max_norm), share)
            with case(f"max_norm {max_norm:g}"):
                assert_gradient(student.clip(grads, max_norm), grads)


def assert_clipped(student: Student, grads: Params, max_norm: float) -> None:
    """Clip *grads*, which are longer than *max_norm*; length and direction are judged apart."""
    clipped = student.clip(grads, max_norm)
    assert_params(clipped, {name: np.shape(grad) for name, grad in grads.items()}, "The clipped gradients")
    norm = global_norm(clipped)
    assert_close(norm, max_norm, "Global norm of the clipped gradients", NORM_TOLERANCE)
    assert_gradient(scaled(clipped, 1 / norm), scaled(grads, 1 / global_norm(grads)))


def random_grads(rng: Generator, norm: float) -> Params:
    """Return arrays of this global norm, of every rank and of very different sizes."""
    shapes = {"Wxh": (2, 4), "Whh": (4, 4), "bh": (4,), "h0": (3, 4), "scale": (), "kernel": (2, 3, 2)}
    grads = {name: rng.lognormal(0.0, 2.0) * np.asarray(rng.normal(size=shape)) for name, shape in shapes.items()}
    return scaled(grads, norm / global_norm(grads))


def global_norm(grads: Params) -> float:
    """Return the L2 norm of all entries together."""
    return float(np.sqrt(sum(np.sum(np.square(grad)) for grad in grads.values())))


def scaled(grads: Params, factor: float) -> Params:
    """Return every array times *factor*."""
    return {name: np.asarray(factor * grad) for name, grad in grads.items()}
