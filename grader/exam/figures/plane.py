"""A classifier of points in the plane: what it predicts where, and which points it has wrong."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.exam.figures import contours, thinning
from grader.exam.figures.canvas import Canvas
from grader.exam.figures.figure import MAX_ROWS, Figure
from grader.exam.figures.marks import Key
from grader.exam.figures.scales import LARGE, Linear, number

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GRIDS = (61, 31, 16)
"""Points of the grid along each side. The coarser are for networks whose regions are but noise."""
MOST_CORNERS = 1500
MOST_DRAWN = 200
CERTAIN = 1e-15


def decision_plane(
    predict: Callable[[Floats], Floats],
    X: ArrayLike,
    y: ArrayLike,
    *,
    title: str = "What your network predicts",
    labels: tuple[str, str] = ("x0", "x1"),
) -> Figure:
    """Return the plane as *predict* divides it, with the points X (N, 2) and their classes y, 0 or 1.

    *predict* gives for M points (M, 2) the M probabilities of class 1; neither 0.5 nor NaN counts as that class.
    The points are drawn and stand in the table: give none that the student must not see.
    """
    points, is_one = np.asarray(X, dtype=np.float64).reshape(-1, 2), np.asarray(y, dtype=np.float64).ravel() > 0.5
    usable = (np.abs(points) < LARGE).all(axis=1)
    points, is_one = points[usable], is_one[usable]
    predicted = _predictions(predict, points)
    wrong = np.isnan(predicted) | ((predicted > 0.5) != is_one)
    window = (Linear.around(points[:, 0], margin=0.08), Linear.around(points[:, 1], margin=0.08))
    keys = [Key("class 0", "class-0", "circle"), Key("class 1", "class-1", "triangle")]
    if wrong.any():
        keys.append(Key("wrong", "bad", "ring"))
    canvas = Canvas(title, *window, x_label=labels[0], y_label=labels[1], keys=keys, plot_height=290)
    extent = _draw_regions(canvas, predict, *window)
    _draw_points(canvas, points, is_one, wrong)
    return Figure(
        title=title,
        description=f"{_count(wrong)} {extent}",
        svg=canvas.svg(),
        columns=(*labels, "Class", "Your prediction"),
        rows=tuple(
            (*(number(value, 4) for value in points[n]), str(int(is_one[n])), number(predicted[n]))
            for n in thinning.chosen(len(points), MAX_ROWS)
        ),
    )


def _predictions(predict: Callable[[Floats], Floats], X: Floats) -> Floats:
    """Return a prediction for each point; the weights may be huge or NaN."""
    with np.errstate(all="ignore"):
        return np.asarray(predict(X), dtype=np.float64).ravel() if len(X) else np.empty(0)


def _draw_regions(canvas: Canvas, predict: Callable[[Floats], Floats], x: Linear, y: Linear) -> str:
    """Colour what is predicted where, and draw the boundary; return how much is predicted to be class 1."""
    for size in GRIDS:
        mesh = contours.Mesh(x, y, size)
        points = np.column_stack([axis.ravel() for axis in mesh.points()])
        predicted = _predictions(predict, points).reshape(size, size)
        # As logits the predictions are close to straight, so that the boundary between two points of the grid is found.
        clipped = np.clip(np.where(np.isnan(predicted), 0, predicted), CERTAIN, 1 - CERTAIN)
        field, gaps = np.log(clipped / (1 - clipped)), np.where(np.isnan(predicted), 1.0, -1.0)
        if contours.corners(field) + contours.corners(gaps) <= MOST_CORNERS:
            break
    canvas.area(mesh.loops(np.ones_like(field)), "region-0")
    canvas.area(mesh.loops(field), "region-1")
    canvas.area(mesh.loops(gaps), "paper")
    canvas.outlines(mesh.lines(field), "ink", 1.5)
    ones, unknown = (100 * float(np.mean(where)) for where in (predicted > 0.5, np.isnan(predicted)))
    said = f"Class 1 is predicted on {number(ones)}\u00a0% of the plane that is shown"
    return f"{said}; on {number(unknown)}\u00a0% it is NaN." if unknown else f"{said}."


def _draw_points(canvas: Canvas, X: Floats, is_one: Bools, wrong: Bools) -> None:
    """Draw the points, the wrong ones on top and ringed."""
    places = np.concatenate(
        [kind[thinning.chosen(len(kind), MOST_DRAWN)] for kind in map(np.flatnonzero, (~wrong, wrong))]
    )
    for role, shape, of_class in (("class-0", "circle", ~is_one), ("class-1", "triangle", is_one)):
        drawn = places[of_class[places]]
        canvas.points(X[drawn, 0], X[drawn, 1], role, shape)
    ringed = places[wrong[places]]
    if len(ringed):
        canvas.points(X[ringed, 0], X[ringed, 1], "bad", "ring", name="wrong", size=9)


def _count(wrong: Bools) -> str:
    if not len(wrong):
        return "There are no points."
    return f"Your network is right on {len(wrong) - int(wrong.sum())} of {len(wrong)} points."
