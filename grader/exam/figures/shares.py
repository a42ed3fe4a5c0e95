"""Shares in percent, as columns."""

from collections.abc import Sequence

import numpy as np

from grader.domain.traces import plain
from grader.exam.figures import thinning
from grader.exam.figures.canvas import Canvas, width
from grader.exam.figures.figure import MAX_ROWS, Figure, listed
from grader.exam.figures.marks import Key
from grader.exam.figures.scales import Bands, Floats, Linear, number

MOST_NAMED = 4
LONGEST_NAME = 20
PERCENT = "\u00a0%"
FILLED = 0.64
"""How much of the room of a column is column."""


def shares(
    names: Sequence[str],
    values: Sequence[float],
    needed: float | None = None,
    *,
    title: str,
    x_label: str = "",
) -> Figure:
    """Return the *values*, each a share from 0 to 100 percent, as columns above their *names*."""
    heights = np.asarray(values, dtype=np.float64).ravel()
    labels = [plain(name, LONGEST_NAME) for name in names]
    places = thinning.chosen(len(heights), MAX_ROWS)
    keys = [] if needed is None else [Key(f"needed: {percent(needed)}", "pass", "dotted")]
    canvas = Canvas(
        title,
        Bands([labels[place] for place in places]),
        Percent(0, 112),
        x_label=x_label,
        keys=[Key("yours", "student", "square"), *keys],
        grid="y",
    )
    room = (canvas.right - canvas.left) / max(len(places), 1)
    tops = np.clip(np.nan_to_num(heights[places]), 0, 100)
    for x, y in zip(*canvas.at(np.arange(len(places)), tops), strict=True):
        canvas.bar((x - room * FILLED / 2, y), (x + room * FILLED / 2, canvas.bottom), "student")
    if needed is not None and np.isfinite(needed):
        canvas.level(min(max(needed, 0), 100), "pass", "dotted")
    if room >= width("100") + 4:
        _write_figures(canvas, heights[places], tops)
    return Figure(
        title=title,
        description=_describe(labels, heights, needed),
        svg=canvas.svg(),
        columns=(plain(x_label).capitalize() or "Name", "Your share"),
        rows=tuple((labels[place], percent(heights[place])) for place in places),
    )


class Percent(Linear):
    """The axis of shares."""

    def ticks(self) -> list[tuple[float, str]]:
        """Return the quarters."""
        return [(float(value), f"{value}{PERCENT}") for value in (0, 25, 50, 75, 100)]


def percent(share: float) -> str:
    """Return a share, rounded down so that only all is 100 %."""
    if not np.isfinite(share):
        return number(share)
    digits = 10 if abs(share) < 1e9 else 1
    return f"{number(np.floor(share * digits) / digits, 4)}{PERCENT}"


def _write_figures(canvas: Canvas, heights: Floats, tops: Floats) -> None:
    """Write above each column how high it is."""
    for height, x, y in zip(heights, *canvas.at(np.arange(len(tops)), tops), strict=True):
        figure = f"{np.floor(np.clip(height, -1, 101)):.0f}" if np.isfinite(height) else number(height)
        canvas.text(x, y - 11, figure, anchor="middle", halo=True)


def _describe(labels: Sequence[str], heights: Floats, needed: float | None) -> str:
    if not len(heights):
        return "There is nothing to show."
    if needed is None:
        return f"The lowest share is {percent(np.nanmin(heights))}."
    low = [
        f"{label} ({percent(height)})" for label, height in zip(labels, heights, strict=True) if not height >= needed
    ]
    if not low:
        return f"All {len(heights)} reach the {percent(needed)} that are needed."
    below = f"{len(low)} of {len(heights)} are below the {percent(needed)} that are needed"
    return f"{below}: {listed(low, MOST_NAMED)}."
