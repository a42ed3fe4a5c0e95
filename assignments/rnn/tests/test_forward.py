"""The forward pass against the reference's."""

import numpy as np
import pytest
from numpy.random import Generator

from assignments.rnn.tests.sequences import ORDINARY, SHAPES, Floats, Params, random_network
from grader.exam.checks import assert_close, cases
from grader.exam.student import Student
from reference import rnn as reference


@pytest.mark.criterion("forward")
def test_outputs_are_right(student: Student, rng: Generator) -> None:
    """The logits of every step and the last state follow from the formulas."""
    params, X, _, h0 = random_network(rng)
    with cases() as case:
        for label, start in {"from any state": h0, "from rest": np.zeros_like(h0)}.items():
            with case(label):
                assert_forward(student, params, X, start)


@pytest.mark.criterion("forward")
def test_outputs_of_every_shape(student: Student, rng: Generator) -> None:
    """They are right for one sequence, one step, one input, one class, and for long sequences."""
    with cases() as case:
        for label, sizes in {**SHAPES, "one class": ORDINARY._replace(k=1)}.items():
            params, X, _, h0 = random_network(rng, sizes)
            with case(label):
                assert_forward(student, params, X, h0)


@pytest.mark.criterion("forward")
def test_a_sequence_in_two_parts(student: Student, rng: Generator) -> None:
    """A second call that starts at the first one's h_last goes on as if the sequence had never been cut."""
    params, X, _, h0 = random_network(rng)
    _, h_middle = student.forward(params, X[:, :2], h0)
    logits, h_last = student.forward(params, X[:, 2:], h_middle)
    expected_logits, expected_h_last = reference.forward(params, X, h0)
    assert_close(logits, expected_logits[:, 2:], "logits of the second part")
    assert_close(h_last, expected_h_last, "h_last of the second part")


def assert_forward(student: Student, params: Params, X: Floats, h0: Floats) -> None:
    """Fail unless the student's logits and last state are the reference's."""
    logits, h_last = student.forward(params, X, h0)
    expected_logits, expected_h_last = reference.forward(params, X, h0)
    assert_close(logits, expected_logits, "logits")
    assert_close(h_last, expected_h_last, "h_last")
