"""The trained parameters, judged by our own forward pass on points that the student never sees."""

import pytest
from numpy.random import Generator

from assignments.backprop.tests.networks import (
    ACTIVATIONS,
    Floats,
    linear_data,
    new_linear_points,
    new_xor_points,
    xor_data,
)
from grader.exam.checks import assert_at_least, assert_losses, assert_params, describe_losses
from grader.exam.figures import decision_plane, loss_curve
from grader.exam.sheet import show
from grader.exam.student import Student
from reference import backprop as reference

SHAPES = {"W1": (2, "H1"), "b1": ("H1",), "W2": ("H1", "H2"), "b2": ("H2",), "W3": ("H2", 1), "b3": (1,)}


@pytest.mark.criterion("convergence")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_solves_the_xor_lines(student: Student, rng: Generator, activation: str) -> None:
    """A network trained on 21 points of the XOR lines is right on all of both lines away from where they meet."""
    assert_learns(student, rng, activation, xor_data(), new_xor_points(rng), needed=100.0)


@pytest.mark.criterion("convergence")
def test_training_separates_a_line(student: Student, rng: Generator) -> None:
    """A sigmoid network trained on 100 points is right on 95 % of new points that are not close to the line."""
    assert_learns(student, rng, "sigmoid", linear_data(rng), new_linear_points(rng), needed=95.0)


@pytest.mark.criterion("convergence")
def test_training_learns_other_targets(student: Student, rng: Generator) -> None:
    """A tanh network learns from its targets: it solves the XOR lines with the two classes swapped."""
    assert_learns(student, rng, "tanh", swapped(xor_data()), swapped(new_xor_points(rng)), needed=100.0)


def swapped(data: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the same points with the other class: as easy for a training, impossible for weights made by hand."""
    X, y = data
    return X, 1.0 - y


def assert_learns(
    student: Student,
    rng: Generator,
    activation: str,
    seen: tuple[Floats, Floats],
    unseen: tuple[Floats, Floats],
    *,
    needed: float,
) -> None:
    """Train on the *seen* points, and ask for *needed* percent of the *unseen* ones."""
    seed = int(rng.integers(1_000_000))
    params, losses = student.train(*seen, activation, seed)
    assert_params(params, SHAPES)
    show(loss_curve(losses, reference.train(*seen, activation, seed)[1]))
    show(
        decision_plane(
            lambda X: reference.forward(params, X, activation), *seen, title="Your network on the points it was given"
        )
    )
    assert_losses(losses)
    X, y = unseen
    right = (reference.forward(params, X, activation) > 0.5) == (y > 0.5)
    what = f"{describe_losses(losses)} Accuracy on points that you have not seen"
    assert_at_least(100 * float(right.mean()), needed, what, " %")
