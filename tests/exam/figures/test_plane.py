"""The plane as a classifier divides it."""

import re
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.exam.figures import decision_plane
from tests.exam.figures.drawing import Drawing

Floats = NDArray[np.float64]
SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
XOR = np.array([[0.0], [1.0], [1.0], [0.0]])


def right_half(X: Floats) -> Floats:
    """Predict class 1 where x0 > 0.5, ever surer."""
    return np.asarray(1 / (1 + np.exp(-20 * (X[:, :1] - 0.5))))


def constant(value: float, X: Floats) -> Floats:
    """Predict the same everywhere."""
    return np.full(len(X), value)


def test_points_lie_where_their_coordinates_say() -> None:
    drawing = Drawing(decision_plane(right_half, SQUARE, XOR))
    (origin, corner), (right, top) = drawing.circles("class-0"), drawing.tips("class-1")
    assert origin[0] == pytest.approx(top[0])
    assert right[0] == pytest.approx(corner[0])
    assert origin[0] < corner[0]
    assert origin[1] > corner[1]


def test_classes_differ_in_shape_and_colour() -> None:
    zero, one = (Drawing(decision_plane(right_half, SQUARE, XOR)).of_class(name)[-1] for name in ("class-0", "class-1"))
    assert {mark.tag for mark in zero} == {"circle"}
    assert {mark.tag for mark in one} == {"path"}
    assert zero.get("fill") != one.get("fill")


def test_wrong_points_are_ringed_and_right_ones_are_not() -> None:
    figure = decision_plane(right_half, SQUARE, XOR)
    drawing = Drawing(figure)
    rings = drawing.circles("wrong")
    assert len(rings) == 2
    assert drawing.circles("class-0")[1] in rings  # (1, 1) is of class 0 and lies in the right half
    assert "right on 2 of 4 points" in figure.description
    right = decision_plane(right_half, SQUARE, SQUARE[:, 0])
    assert not Drawing(right).of_class("wrong")
    assert "wrong" not in Drawing(right).texts()


def test_the_boundary_lies_where_the_prediction_is_one_half() -> None:
    drawing = Drawing(decision_plane(right_half, SQUARE, XOR))
    left, right = drawing.circles("class-0")
    (boundary,) = drawing.of_class("outline")
    assert re.fullmatch(r"M\S+ \S+l0 -?[\d.]+( 0 -?[\d.]+)*", boundary.attrib["d"])  # one straight line, upright
    start = float(re.split("[M ]", boundary.attrib["d"])[1])
    assert start == pytest.approx((left[0] + right[0]) / 2, abs=0.1)


def test_one_class_everywhere_has_no_boundary() -> None:
    for value, share in ((0.0, 0), (0.5, 0), (1.0, 100)):
        figure = decision_plane(partial(constant, value), SQUARE, XOR)
        assert not Drawing(figure).of_class("outline")
        assert bool(Drawing(figure).of_class("region-1")) == (share == 100)
        assert f"on {share}\u00a0% of the plane" in figure.description


def test_where_there_is_no_prediction_there_is_paper() -> None:
    figure = decision_plane(lambda X: np.where(X[:, 0] > 0.5, np.nan, 1.0), SQUARE, XOR)
    assert Drawing(figure).of_class("paper")
    assert "it is NaN" in figure.description
    assert len(Drawing(figure).circles("wrong")) == 3


def test_noise_is_drawn_in_bounds() -> None:
    rng = np.random.default_rng(0)
    X = rng.uniform(size=(5000, 2))
    figure = decision_plane(lambda X: rng.uniform(size=len(X)), X, rng.integers(2, size=5000))
    assert len(figure.svg) < 60_000
    assert len(figure.rows) <= 40


def test_the_table_is_the_data() -> None:
    figure = decision_plane(lambda X: X[:, 0] * 0.25, SQUARE, XOR)
    assert figure.columns == ("x0", "x1", "Class", "Your prediction")
    assert figure.rows[:2] == (("0", "0", "0", "0"), ("1", "0", "1", "0.25"))
