"""A picture as data: the drawing, what it says in words, and the numbers in it as a table."""

import html
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from grader.exam.figures.palette import PALETTE

MAX_ROWS = 40
"""A table is there to be read: rows beyond these are thinned out."""
MARGIN = 16
HEADING = 44
"""What a file of its own has around the drawing, and above it for its title."""


@dataclass(frozen=True)
class Figure:
    """A picture for the student, with a text alternative and its data."""

    title: str
    description: str
    """A sentence or two with the numbers that matter."""
    svg: str
    """One <svg> element that a page can take in: no style, script, id or reference, no namespace."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data that json can write."""
        return {**asdict(self), "columns": list(self.columns), "rows": [list(row) for row in self.rows]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what :meth:`to_json` made."""
        return cls(**{**data, "columns": tuple(data["columns"]), "rows": tuple(tuple(row) for row in data["rows"])})


def listed(names: Sequence[str], most: int) -> str:
    """Return the first *most* names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def standalone(figure: Figure) -> str:
    """Return *figure* as an SVG file of its own: with its title, on paper, in the colours of the viewer's scheme.

    The light colours stand in the elements themselves: many viewers of pictures know no CSS variables.
    """
    drawing = re.sub(r"var\(--figure-[a-z0-9-]+, (#[0-9a-f]{6})\)", r"\1", figure.svg)
    width, height = map(int, re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawing)[0])
    total_width, total_height = width + 2 * MARGIN, height + HEADING + MARGIN
    place = f'x="{MARGIN}" y="{HEADING}" width="{width}" height="{height}"'
    title, description = html.escape(figure.title), html.escape(figure.description)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total_width} {total_height}"'
        f' width="{2 * total_width}" height="{2 * total_height}" font-family="system-ui, sans-serif">\n'
        f"<title>{title}</title>\n<desc>{description}</desc>\n<style>\n{_dark()}</style>\n"
        f'<rect width="{total_width}" height="{total_height}" fill="{PALETTE["paper"].light}"/>\n'
        f'<text x="{MARGIN + 2}" y="30" font-size="16" font-weight="600" fill="{PALETTE["ink"].light}">{title}</text>\n'
        f"{drawing.replace('<svg', f'<svg {place}', 1)}\n</svg>\n"
    )


def _dark() -> str:
    """Return rules that turn each light colour into its dark one."""
    swaps = sorted(set(PALETTE.values()))
    rules = (f'  [{use}="{light}"] {{ {use}: {dark}; }}\n' for light, dark in swaps for use in ("fill", "stroke"))
    return f"@media (prefers-color-scheme: dark) {{\n{''.join(rules)}}}\n"
