"""The marks of points, and the keys that explain them."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from grader.exam.figures.palette import paint

Strokes = tuple[tuple[tuple[float, float], ...], ...]

LINES: dict[str, str] = {"solid": "", "dashed": "7 4", "dotted": "1.5 4"}
"""The dashes of each kind of line."""
WIDTHS = {"solid": 3.5, "dashed": 2.0, "dotted": 2.5}

FILLED: dict[str, Strokes] = {
    "triangle": (((0, -1.2), (1.1, 0.85), (-1.1, 0.85)),),
    "square": (((-1, -1), (1, -1), (1, 1), (-1, 1)),),
    "diamond": (((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),),
}
DRAWN: dict[str, Strokes] = {
    "cross": (((-1, -1), (1, 1)), ((-1, 1), (1, -1))),
    "tick": (((-1.1, 0.1), (-0.3, 0.9), (1.1, -0.9)),),
    "plus": (((-1.3, 0), (1.3, 0)), ((0, -1.3), (0, 1.3))),
}


@dataclass(frozen=True)
class Key:
    """One entry of a legend: a mark or a kind of line, and what it stands for."""

    label: str
    role: str
    shape: str


def group(parent: Element, role: str, shape: str, name: str) -> Element:
    """Return a group for marks of one shape, of the colour of *role*."""
    outlined = shape in DRAWN or shape == "ring"
    looks = (
        {"fill": "none", "stroke": paint(role), "stroke-width": "2", "stroke-linecap": "round"}
        if outlined
        else {"fill": paint(role), "stroke": paint("paper"), "stroke-width": "1"}
    )
    return SubElement(parent, "g", {"class": name, **looks})


def add(parent: Element, shape: str, x: float, y: float, size: float) -> None:
    """Draw one mark around (x, y)."""
    if shape in {"circle", "ring"}:
        SubElement(parent, "circle", cx=tenth(x), cy=tenth(y), r=tenth(size))
        return
    strokes = FILLED.get(shape) or DRAWN[shape]
    lines = ("L".join(f"{tenth(x + size * dx)} {tenth(y + size * dy)}" for dx, dy in line) for line in strokes)
    end = "Z" if shape in FILLED else ""
    SubElement(parent, "path", d="".join(f"M{line}{end}" for line in lines))


def add_key(parent: Element, key: Key, x: float, y: float) -> float:
    """Draw the sample of *key* at the left of (x, y); return its width."""
    if key.shape in LINES:
        looks = line_looks(key.role, key.shape)
        places = {"x1": tenth(x), "y1": tenth(y), "x2": tenth(x + 26), "y2": tenth(y)}
        SubElement(parent, "line", {**places, **looks})
        return 26
    add(group(parent, key.role, key.shape, "key"), key.shape, x + 6, y, 5)
    return 12


def line_looks(role: str, kind: str) -> dict[str, str]:
    """Return the attributes of a line."""
    looks = {"fill": "none", "stroke": paint(role), "stroke-width": f"{WIDTHS[kind]:g}", "stroke-linejoin": "round"}
    if kind == "solid":
        return {**looks, "stroke-linecap": "round"}
    return {**looks, "stroke-dasharray": LINES[kind], "stroke-linecap": "round" if kind == "dotted" else "butt"}


def tenth(value: float) -> str:
    """Return a coordinate, exact to a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
