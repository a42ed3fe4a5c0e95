"""The loss after each epoch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from grader.exam.figures import thinning
from grader.exam.figures.canvas import Canvas
from grader.exam.figures.figure import MAX_ROWS, Figure
from grader.exam.figures.marks import Key
from grader.exam.figures.scales import Linear, Log, Whole, number, only_finite

Floats = NDArray[np.float64]

WIDE = 30.0
"""From this ratio of the largest loss to the smallest, equal ratios say more than equal differences."""
DIVERGED = 1e6
"""A loss this many times where training began (or 1, or the reference's largest) has left what is worth drawing."""


def loss_curve(
    losses: Sequence[float],
    reference_losses: Sequence[float] | None = None,
    pass_line: float | None = None,
    *,
    title: str = "Loss after each epoch",
    x_label: str = "epoch",
) -> Figure:
    """Return the student's loss after each epoch, beside the reference's and a loss that is low enough.

    A curve ends where the loss is not finite, or huge.
    """
    yours, reference = _floats(losses), _floats(reference_losses or ())
    needed = _floats([] if pass_line is None else [pass_line])
    needed = needed[np.isfinite(needed)]
    limit = DIVERGED * max([1.0, *map(abs, only_finite([*yours[:1], *reference]).tolist())])
    end, reference_end = _end(yours, limit), _end(reference, np.inf)
    canvas = Canvas(
        title,
        Whole.around([1, max(end, reference_end, 2)], margin=0.02),
        _heights(np.concatenate([yours[:end], reference[:reference_end], needed])),
        x_label=x_label,
        y_label="loss",
        keys=_keys(yours, end, reference, needed),
        grid="y",
    )
    for value in needed:
        canvas.level(value, "pass", "dotted")
    _draw(canvas, yours[:end], "student", "solid")
    _draw(canvas, reference[:reference_end], "reference", "dashed")
    if end < len(yours):
        x, y = canvas.at(max(end, 1), yours[end - 1] if end else 0)
        canvas.mark(float(x), float(y) if end else canvas.top, "bad", "cross", 6)
    elif end:
        canvas.points([end], yours[-1:], "student", "circle", name="end")
    if reference_end:
        canvas.points([reference_end], [reference[reference_end - 1]], "reference", "circle", name="end", size=4)
    return Figure(
        title=title,
        description=_describe(yours, end, reference[:reference_end], needed, x_label),
        svg=canvas.svg(),
        columns=(x_label.capitalize(), "Your loss", *(["Reference"] if len(reference) else [])),
        rows=_rows(yours, end, reference),
    )


def _floats(values: Sequence[float]) -> Floats:
    return np.asarray(values, dtype=np.float64).ravel()


def _end(losses: Floats, limit: float) -> int:
    """Return how many losses there are before the first that cannot be drawn."""
    lost = ~(np.abs(losses) <= limit) | ~np.isfinite(losses)
    return int(lost.argmax()) if lost.any() else len(losses)


def _heights(values: Floats) -> Linear | Log:
    if len(values) and values.min() > 0 and values.max() / WIDE >= values.min():
        return Log.around(values)
    return Linear.around(values, zero=True)


def _draw(canvas: Canvas, losses: Floats, role: str, kind: str) -> None:
    places = thinning.peaks(losses)
    canvas.line(places + 1.0, losses[places], role, kind)


def _keys(yours: Floats, end: int, reference: Floats, needed: Floats) -> list[Key]:
    keys = [Key("yours", "student", "solid")]
    if end < len(yours):
        keys.append(Key("diverged", "bad", "cross"))
    if len(reference):
        keys.append(Key("reference", "reference", "dashed"))
    return keys + [Key(f"needed: {number(value)}", "pass", "dotted") for value in needed]


def _describe(yours: Floats, end: int, reference: Floats, needed: Floats, x_label: str) -> str:
    if not len(yours):
        said = ["There is no loss to draw."]
    elif end == len(yours):
        said = [f"Your loss starts at {number(yours[0])} and ends at {number(yours[-1])} ({x_label} {end})."]
    else:
        start = f"starts at {number(yours[0])} and " if end else ""
        said = [f"Your loss {start}diverges: at {x_label} {end + 1} it is {number(yours[end])}."]
    if len(reference):
        said.append(f"The reference's ends at {number(reference[-1])} ({x_label} {len(reference)}).")
    said += [f"At most {number(value)} is needed." for value in needed]
    return " ".join(said)


def _rows(yours: Floats, end: int, reference: Floats) -> tuple[tuple[str, ...], ...]:
    """Return the table: rows spread over all epochs, and the one in which the loss was lost."""
    length = max(len(yours), len(reference))
    places = set(thinning.chosen(length, MAX_ROWS - 1).tolist() if length else [])
    if end < len(yours):
        places.add(end)
    columns = [yours, reference] if len(reference) else [yours]
    return tuple(
        (str(place + 1), *(number(column[place], 4) if place < len(column) else "" for column in columns))
        for place in sorted(places)
    )
