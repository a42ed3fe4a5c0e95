"""A drawing with two axes: takes data, gives SVG."""

import itertools
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.domain.traces import plain
from grader.exam.figures import marks, thinning
from grader.exam.figures.marks import Key, tenth
from grader.exam.figures.palette import paint
from grader.exam.figures.scales import Scale

Floats = NDArray[np.float64]

WIDTH = 360
"""Narrow, so that the text can still be read where a telephone shows the drawing at two thirds of its size."""
TEXT = 14
LINE = 20
"""Height of a line of text."""
RIGHT = 14
GAP = 8
"""Between a tick's label and its axis."""
WIDE, NARROW = set("WMm%@—"), set("iljtfI.,:;'|()⁻¹²³⁴⁵⁶⁷⁸⁹⁰ ")


class Canvas:
    """A drawing. What comes later lies on top."""

    def __init__(
        self,
        title: str,
        x: Scale,
        y: Scale,
        *,
        x_label: str = "",
        y_label: str = "",
        keys: Sequence[Key] = (),
        plot_height: float = 180,
        grid: str = "",
    ) -> None:
        """Lay out the axes, whose *grid* is that of "x", of "y" or of none, and the legend above."""
        self.x, self.y = x, y
        self._svg = Element(
            "svg", {"class": "figure", "role": "img", "aria-label": plain(title), "font-size": str(TEXT)}
        )
        rows = _rows(keys)
        self.left = max([width(label) for _, label in y.ticks()], default=0.0) + GAP + 4
        self.right = WIDTH - RIGHT
        self.top = LINE * len(rows) + (LINE if y_label else 0) + 8.0
        self.bottom = self.top + plot_height
        below = (LINE if x.ticks() else 0) + (LINE if x_label else 0) + 6
        self._svg.set("viewBox", f"0 0 {WIDTH} {round(self.bottom + below)}")
        self._legend(rows)
        self._axes(grid, plain(x_label), plain(y_label), LINE * (len(rows) + 1) - 4)

    def at(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return where in the drawing these data lie."""
        across, up = self.x.share(x), self.y.share(y)
        return self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)

    def line(self, x: ArrayLike, y: ArrayLike, role: str, kind: str = "solid", name: str = "") -> None:
        """Draw a line through the points; *kind* is one of marks.LINES."""
        pairs = " ".join(f"{tenth(px)},{tenth(py)}" for px, py in zip(*self.at(x, y), strict=True))
        SubElement(self._svg, "polyline", {"class": name or role, "points": pairs, **marks.line_looks(role, kind)})

    def level(self, value: float, role: str, kind: str, *, upright: bool = False) -> None:
        """Draw a line across the whole plot at one value of y, or upright at one of x."""
        x, y = (float(place[0]) for place in self.at([value], [value]))
        ends = (x, self.top, x, self.bottom) if upright else (self.left, y, self.right, y)
        places = dict(zip(("x1", "y1", "x2", "y2"), map(tenth, ends), strict=True))
        SubElement(self._svg, "line", {"class": role, **places, **marks.line_looks(role, kind)})

    def points(self, x: ArrayLike, y: ArrayLike, role: str, shape: str, *, name: str = "", size: float = 5) -> None:
        """Draw a mark at each point."""
        group = marks.group(self._svg, role, shape, name or role)
        for px, py in zip(*self.at(x, y), strict=True):
            marks.add(group, shape, px, py, size)

    def area(self, loops: Iterable[Floats], role: str, opacity: float = 1.0) -> None:
        """Fill what lies within closed loops, each (k, 2)."""
        looks = {"fill": paint(role), "fill-rule": "evenodd"} | (
            {"fill-opacity": f"{opacity:g}"} if opacity < 1 else {}
        )
        self._path([(loop, "Z") for loop in loops], role, looks)

    def outlines(self, lines: Iterable[Floats], role: str, stroke: float) -> None:
        """Draw thin lines, each (k, 2)."""
        looks = {"fill": "none", "stroke": paint(role), "stroke-width": f"{stroke:g}", "stroke-linejoin": "round"}
        self._path([(line, "") for line in lines], "outline", looks)

    def bar(self, low: tuple[float, float], high: tuple[float, float], role: str) -> None:
        """Draw a box between two corners, given as places in the drawing."""
        (x, y), (x_end, y_end) = low, high
        box = {"x": tenth(x), "y": tenth(y), "width": tenth(max(x_end - x, 0)), "height": tenth(max(y_end - y, 0))}
        SubElement(self._svg, "rect", {"class": role, **box, "rx": "2", "fill": paint(role)})

    def mark(self, x: float, y: float, role: str, shape: str, size: float = 5) -> None:
        """Draw one mark at a place in the drawing."""
        marks.add(marks.group(self._svg, role, shape, shape), shape, x, y, size)

    def text(
        self, x: float, y: float, text: str, role: str = "ink", anchor: str = "start", *, halo: bool = False
    ) -> None:
        """Write at a place in the drawing, around the height y; a *halo* keeps lines out of the letters."""
        looks = {"x": tenth(x), "y": tenth(y + 0.34 * TEXT), "fill": paint(role), "text-anchor": anchor}
        if halo:
            looks |= {
                "stroke": paint("paper"),
                "stroke-width": "4",
                "paint-order": "stroke",
                "stroke-linejoin": "round",
            }
        SubElement(self._svg, "text", looks).text = text

    def svg(self) -> str:
        """Return the drawing."""
        return tostring(self._svg, encoding="unicode")

    def _path(self, lines: Iterable[tuple[Floats, str]], name: str, looks: dict[str, str]) -> None:
        parts = []
        for line, end in lines:
            places = np.round(thinning.straightened(np.column_stack(self.at(line[:, 0], line[:, 1]))), 1)
            steps = np.diff(places, axis=0, prepend=[[0.0, 0.0]])
            words = [f"{tenth(dx)} {tenth(dy)}" for dx, dy in steps]
            parts.append(f"M{words[0]}l{' '.join(words[1:])}{end}")
        if parts:
            SubElement(self._svg, "path", {"class": name, "d": "".join(parts), **looks})

    def _legend(self, rows: Sequence[Sequence[Key]]) -> None:
        for row, keys in enumerate(rows):
            x, y = 2.0, LINE * (row + 0.5)
            for key in keys:
                sample = marks.add_key(self._svg, key, x, y)
                self.text(x + sample + 6, y, key.label)
                x += _key_width(key)

    def _axes(self, grid: str, x_label: str, y_label: str, y_label_at: float) -> None:
        if y_label:
            room = max(self.left - GAP, width(y_label) + 2)
            self.text(room, y_label_at - 6, y_label, "soft", "end")
        for value, label in self.y.ticks():
            y = float(self.at(0, value)[1])
            if grid == "y":
                self._rule(self.left, y, self.right, y, "faint")
            self.text(self.left - GAP, y, label, "soft", "end")
        below = [(float(self.at(value, 0)[0]), label) for value, label in self.x.ticks()]
        if grid == "x":
            for x, _ in below:
                self._rule(x, self.top, x, self.bottom, "faint")
        for x, label in _spaced(below):
            middle = min(x, WIDTH - width(label) / 2)
            self.text(middle, self.bottom + LINE / 2 + 3, label, "soft", "middle")
        if x_label:
            self.text(self.right, self.bottom + LINE * 1.5 + 2, x_label, "soft", "end")

    def _rule(self, x1: float, y1: float, x2: float, y2: float, role: str) -> None:
        places = dict(zip(("x1", "y1", "x2", "y2"), map(tenth, (x1, y1, x2, y2)), strict=True))
        SubElement(self._svg, "line", {"class": "grid", **places, "stroke": paint(role), "stroke-width": "1"})


def width(text: str) -> float:
    """Return how wide a text is, in the widest of the usual fonts."""
    return TEXT * sum(1.0 if letter in WIDE else 0.42 if letter in NARROW else 0.64 for letter in text)


def _spaced(labels: Sequence[tuple[float, str]]) -> Sequence[tuple[float, str]]:
    """Return every label, or every second, third … so that none touches the next."""
    for stride in range(1, len(labels)):
        kept = labels[::stride]
        if all(x + (width(a) + width(b)) / 2 + GAP <= next_x for (x, a), (next_x, b) in itertools.pairwise(kept)):
            return kept
    return labels[:1]


def _key_width(key: Key) -> float:
    return (26 if key.shape in marks.LINES else 12) + 6 + width(key.label) + 18


def _rows(keys: Sequence[Key]) -> list[list[Key]]:
    """Return the keys in as many lines as they need."""
    rows: list[list[Key]] = []
    room = 0.0
    for key in keys:
        if _key_width(key) > room:
            rows.append([])
            room = WIDTH + 18.0
        rows[-1].append(key)
        room -= _key_width(key)
    return rows
