"""The error of each gradient, as bars."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grader.domain.traces import plain
from grader.exam.figures.canvas import Canvas, width
from grader.exam.figures.figure import Figure, listed
from grader.exam.figures.marks import Key
from grader.exam.figures.scales import Bands, Log, number

MOST_BARS = 24
MOST_NAMED = 6
LONGEST_NAME = 14
ROW = 32
BAR = 20
LEAST, LARGEST = 1e-17, 1e4
"""The axis goes no further: the bars of errors beyond have no length, or that of the plot."""
NO_NUMBER = "NaN or wrong shape"


class _Error(NamedTuple):
    name: str
    value: float
    is_right: bool

    @property
    def text(self) -> str:
        return NO_NUMBER if math.isnan(self.value) else number(self.value, 2)


def gradient_errors(
    errors: Mapping[str, float], tolerance: float, *, title: str = "Relative error of each gradient"
) -> Figure:
    """Return the relative error of each parameter's gradient beside the *tolerance*; NaN where it has none."""
    everything = [_Error(_short(name), value, value <= tolerance) for name, value in errors.items()]
    shown = _worst(everything)
    canvas = Canvas(
        title,
        _axis(shown, tolerance),
        Bands([error.name for error in shown], downward=True),
        keys=[Key("right", "good", "tick"), Key("wrong", "bad", "cross"), Key("allowed", "pass", "dotted")],
        plot_height=ROW * max(len(shown), 1),
        grid="x",
    )
    if LEAST <= tolerance <= LARGEST:
        canvas.level(tolerance, "pass", "dotted", upright=True)
    for row, error in enumerate(shown):
        _write(canvas, row, error, _draw_bar(canvas, row, error))
    return Figure(
        title=title,
        description=_describe(everything, tolerance),
        svg=canvas.svg(),
        columns=("Parameter", "Relative error", "Verdict"),
        rows=tuple((error.name, error.text, "right" if error.is_right else "wrong") for error in shown),
    )


def _short(name: str) -> str:
    name = plain(name)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _worst(errors: Sequence[_Error]) -> list[_Error]:
    """Return the errors in their order; of too many only the largest."""
    sizes = [math.inf if math.isnan(error.value) else error.value for error in errors]
    by_size = sorted(range(len(errors)), key=sizes.__getitem__, reverse=True)
    return [errors[place] for place in sorted(by_size[:MOST_BARS])]


def _axis(errors: Sequence[_Error], tolerance: float) -> Log:
    """Return an axis from rounding errors to 1; further where an error or the tolerance lies there."""
    values = [min(value, LARGEST) for value in (tolerance, *(error.value for error in errors)) if value > LEAST]
    return Log(math.log10(LEAST), math.log10(max([1.0, *values])))


def _draw_bar(canvas: Canvas, row: int, error: _Error) -> float:
    """Draw the bar in its row; return where it ends."""
    value = min(error.value, LARGEST) if error.value == error.value else LARGEST
    across, up = map(float, canvas.at(value, row))
    end = canvas.left + max(min(across, canvas.right) - canvas.left, 2)
    canvas.bar((canvas.left, up - BAR / 2), (end, up + BAR / 2), "good" if error.is_right else "bad")
    return end


def _write(canvas: Canvas, row: int, error: _Error, end: float) -> None:
    """Write the error behind its bar, or in it where there is no room."""
    y = float(canvas.at(1, row)[1])
    needed = width(error.text) + 28
    fits = end + needed <= canvas.right
    x, role = (end, "good" if error.is_right else "bad") if fits else (end - needed, "paper")
    canvas.mark(x + 12, y, role, "tick" if error.is_right else "cross", size=4)
    canvas.text(x + 22, y, error.text, "ink" if fits else "paper", halo=fits)


def _describe(errors: Sequence[_Error], tolerance: float) -> str:
    allowed = f"A relative error of at most {number(tolerance)} is allowed."
    wrong = [f"{error.name} ({error.text})" for error in errors if not error.is_right]
    if not wrong:
        return f"All gradients are right. {allowed}" if errors else "There are no gradients."
    count = f"All {len(wrong)}" if len(wrong) == len(errors) else f"{len(wrong)} of {len(errors)}"
    verb = "is" if len(wrong) == 1 else "are"
    return f"{count} gradients {verb} wrong: {listed(wrong, MOST_NAMED)}. {allowed}"
