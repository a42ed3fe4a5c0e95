"""An optimiser's path over a landscape, beside the reference's."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.exam.figures import contours, thinning
from grader.exam.figures.canvas import Canvas
from grader.exam.figures.figure import MAX_ROWS, Figure
from grader.exam.figures.marks import Key
from grader.exam.figures.scales import LARGE, Linear, number, only_finite

Floats = NDArray[np.float64]
Height = Callable[[Floats, Floats], Floats]

GRID = 81
LEVELS = 8
SHADE = 0.08
"""How much each level is darker than the one around it."""
DEPTH = 3.5
"""How many powers of ten below the highest place the deepest contour lies, at most."""
ASIDE = 0.5
"""How far beside the reference's path the student's is followed, in shares of the window."""


def valley_path(
    height: Height,
    path: ArrayLike,
    reference_path: ArrayLike,
    *,
    title: str = "The way down the valley",
    x_label: str = "x",
    y_label: str = "y",
    goal: tuple[float, float] | None = None,
) -> Figure:
    """Return both paths, (T, 2) each, over the contour lines of *height*, a function of arrays of x and y.

    The window is where the reference walks and a little more; the student's path is cut at its edge, and ends where
    it is not finite.
    """
    yours, reference = _points(path), _points(reference_path)
    walked, right = yours[: _finite_steps(yours)], reference[: _finite_steps(reference)]
    goals = np.array([] if goal is None else [goal], dtype=np.float64).reshape(-1, 2)
    window = [_window(walked[:, axis], np.concatenate([right, goals])[:, axis]) for axis in (0, 1)]
    canvas = Canvas(title, *window, x_label=x_label, y_label=y_label, keys=_keys(walked, yours, goals), plot_height=260)
    _draw_contours(canvas, height, *window)
    canvas.points(*_seen(goals, window), "pass", "diamond", name="goal", size=8)
    _draw_path(canvas, walked, window, "student", "solid")
    _draw_path(canvas, right, window, "reference", "dashed")
    _draw_ends(canvas, walked, yours, window)
    return Figure(
        title=title,
        description=_describe(walked, yours, right, goals),
        svg=canvas.svg(),
        columns=(
            "Step",
            *(f"{whose} {label}" for whose in ("Your", "Reference") for label in (x_label, y_label)),
        ),
        rows=_rows(yours, reference),
    )


def _points(path: ArrayLike) -> Floats:
    return np.asarray(path, dtype=np.float64).reshape(-1, 2)


def _finite_steps(path: Floats) -> int:
    """Return how many points there are before the first that is not finite."""
    lost = ~np.isfinite(path).all(axis=1)
    return int(lost.argmax()) if lost.any() else len(path)


def _window(walked: Floats, right: Floats) -> Linear:
    """Return the axis on which all of the reference's values lie, and those of the student's that are not far off."""
    near = Linear.around(right, margin=0.12)
    aside = ASIDE * (near.high - near.low)
    return Linear.around([near.low, near.high, *np.clip(walked, near.low - aside, near.high + aside)], margin=0)


def _keys(walked: Floats, yours: Floats, goals: Floats) -> list[Key]:
    keys = [Key("yours", "student", "solid"), Key("reference", "reference", "dashed"), Key("start", "ink", "ring")]
    if len(walked) < len(yours):
        keys.append(Key("diverged", "bad", "cross"))
    if len(goals):
        keys.append(Key("goal", "pass", "diamond"))
    return keys


def _draw_contours(canvas: Canvas, height: Height, x: Linear, y: Linear) -> None:
    """Draw lines of equal height, closer to each other in number the lower they are, and shade what is low."""
    mesh = contours.Mesh(x, y, GRID)
    with np.errstate(all="ignore"):
        heights = np.asarray(height(*mesh.points()), dtype=np.float64).reshape(GRID, GRID)
        known = only_finite(heights)
        floor = min(float(known.min(initial=0.0)), 0.0)
        # The root of a valley's height is straight up to its floor, so that lines between points of the grid are found.
        field = np.sqrt(np.nan_to_num(heights, nan=np.inf, posinf=np.inf) - floor)
    top = float(field[np.isfinite(field)].max(initial=0.0))
    if top <= 0:
        return
    field = np.minimum(field / top, 1)
    deepest = max(float(field.min()), 10.0 ** (-DEPTH / 2))
    for level in np.geomspace(deepest, 1, LEVELS + 2)[-2:0:-1]:
        canvas.area(mesh.loops(level - field), "valley", SHADE)
        canvas.outlines(mesh.lines(level - field), "soft", 0.6)


def _draw_path(canvas: Canvas, path: Floats, window: list[Linear], role: str, kind: str) -> None:
    low, high = (np.array([getattr(axis, end) for axis in window]) for end in ("low", "high"))
    path = np.clip(path, -LARGE, LARGE)
    for part in thinning.cut(path[thinning.steps(path, high - low)], low, high):
        canvas.line(part[:, 0], part[:, 1], role, kind)


def _draw_ends(canvas: Canvas, walked: Floats, yours: Floats, window: list[Linear]) -> None:
    """Mark where the student's path starts and ends."""
    canvas.points(*_seen(walked[:1], window), "ink", "ring", name="start", size=6)
    if len(walked) < len(yours):
        canvas.points(*_seen(walked[-1:], window), "bad", "cross", name="diverged", size=6)
    else:
        canvas.points(*_seen(walked[-1:], window), "student", "circle", name="end")


def _seen(points: Floats, window: list[Linear]) -> tuple[Floats, Floats]:
    """Return x and y of those points that lie in the window."""
    inside = [all(axis.low <= at <= axis.high for axis, at in zip(window, point, strict=True)) for point in points]
    seen = points[np.array(inside, dtype=bool)]
    return seen[:, 0], seen[:, 1]


def _describe(walked: Floats, yours: Floats, right: Floats, goals: Floats) -> str:
    if not len(yours):
        return "There is no path to draw."
    if len(walked) < len(yours):
        said = [f"Your path is not finite from step {len(walked)} on."]
    else:
        said = [f"Your path starts at {_place(yours[0])} and ends at {_place(yours[-1])} after {len(yours) - 1} steps."]
    if len(right):
        said.append(f"The reference's ends at {_place(right[-1])} after {len(right) - 1}.")
    said += [f"The goal is {_place(place)}." for place in goals]
    return " ".join(said)


def _place(point: Floats) -> str:
    return f"({number(point[0])}, {number(point[1])})"


def _rows(yours: Floats, reference: Floats) -> tuple[tuple[str, ...], ...]:
    places = thinning.chosen(max(len(yours), len(reference)), MAX_ROWS)
    return tuple((str(step), *_cells(yours, step), *_cells(reference, step)) for step in places)


def _cells(path: Floats, step: int) -> tuple[str, ...]:
    return tuple(number(value, 4) for value in path[step]) if step < len(path) else ("", "")
