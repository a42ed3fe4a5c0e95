"""Paths over a landscape."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from grader.exam.figures import Figure, contours, valley_path
from tests.exam.figures.drawing import Drawing

Floats = NDArray[np.float64]
REFERENCE = np.column_stack([np.linspace(-1, 1, 50), np.linspace(2, 0, 50)])


def bowl(x: Floats, y: Floats) -> Floats:
    """Return a round bowl with its floor at (0, 0)."""
    return x**2 + y**2


def drawn(path: Floats) -> Figure:
    """Return the picture of a path."""
    return valley_path(bowl, path, REFERENCE, goal=(0, 0))


def test_a_path_goes_where_its_points_lie() -> None:
    drawing = Drawing(drawn(REFERENCE))
    path = drawing.line("student")
    assert path == drawing.line("reference")
    assert [x for x, _ in path] == sorted(x for x, _ in path)
    assert [y for _, y in path] == sorted(y for _, y in path)


def test_start_end_and_goal_are_marked() -> None:
    drawing = Drawing(drawn(REFERENCE[:20]))
    path = drawing.line("student")
    assert drawing.circles("start") == [path[0]]
    assert drawing.circles("end") == [path[-1]]
    assert drawing.of_class("goal")


@pytest.mark.parametrize("lost", [np.nan, np.inf, -np.inf])
def test_a_path_ends_where_it_is_not_finite(lost: float) -> None:
    path = REFERENCE.copy()
    path[10:, 1] = lost
    figure = drawn(path)
    assert len(Drawing(figure).line("student")) == 10
    assert Drawing(figure).of_class("diverged")
    assert figure.description.startswith("Your path is not finite from step 10 on.")


def test_a_path_that_runs_away_is_cut_at_the_edge_and_told_to_its_end() -> None:
    figure = drawn(np.array([[-1.0, 2.0], [0.0, 1.0], [1e300, 1.0]]))
    drawing = Drawing(figure)
    path = drawing.line("student")
    assert len(path) == 3
    assert path[2][1] == path[1][1]
    assert 0 < path[2][0] <= drawing.size[0]
    assert "ends at (1e300, 1)" in figure.description


def test_a_path_that_leaves_and_returns_is_drawn_in_two_parts() -> None:
    drawing = Drawing(drawn(np.array([[-1.0, 2.0], [0.0, 99.0], [1.0, 0.0]])))
    parts = [element for element in drawing.of_class("student") if element.tag == "polyline"]
    assert len(parts) == 2


def test_a_long_path_is_thinned_and_the_picture_stays_small() -> None:
    angle = np.linspace(0, 60, 100_000)
    figure = drawn(np.column_stack([np.cos(angle), 1 + np.sin(angle)]))
    assert len(Drawing(figure).line("student")) <= 200
    assert len(figure.rows) <= 40
    assert len(figure.svg) < 60_000


def test_contours_of_a_bowl_are_round() -> None:
    axis = np.linspace(-2, 2, 61)
    X, Y = np.meshgrid(axis, axis)
    (circle,) = contours.lines(1 - np.hypot(X, Y))
    places = (circle - 30) / 15
    assert np.hypot(*places.T) == pytest.approx(np.ones(len(places)), abs=1e-3)
    assert (places[0] == places[-1]).all()


def test_lines_end_at_the_border_and_loops_follow_it() -> None:
    field = np.tile(np.linspace(-1, 1, 5), (4, 1))  # positive on the right
    (line,) = contours.lines(field)
    assert sorted(line[[0, -1], 1]) == [0, 3]
    (loop,) = contours.loops(field)
    assert loop.min(axis=0).tolist() == [2, 0]
    assert loop.max(axis=0).tolist() == [4, 3]


def test_where_a_square_is_crossed_twice_its_middle_decides() -> None:
    saddle = np.array([[1.0, -1.0], [-1.0, 1.0]])
    assert len(contours.loops(saddle + 0.1)) == 1
    assert len(contours.loops(saddle - 0.1)) == 2


def test_lower_ground_is_shaded_more() -> None:
    drawing = Drawing(drawn(REFERENCE))
    areas = [area.attrib["d"] for area in drawing.of_class("valley")]
    sizes = [sum(abs(float(step)) for step in re.findall(r"-?[\d.]+", area)) for area in areas]
    assert len(areas) >= 5
    assert sizes[-1] < sizes[0]


def test_the_table_has_both_paths() -> None:
    figure = valley_path(bowl, [[0.5, 1.0]], [[0.5, 1.0], [0.25, 2.0]], x_label="w", y_label="b")
    assert figure.columns == ("Step", "Your w", "Your b", "Reference w", "Reference b")
    assert figure.rows == (("0", "0.5", "1", "0.5", "1"), ("1", "", "", "0.25", "2"))
