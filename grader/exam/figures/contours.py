"""Marching squares: where a field, known on a grid, crosses zero.

Source: Lorensen & Cline, Marching Cubes, SIGGRAPH 1987, in two dimensions.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.exam.figures.scales import Linear

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TOP, RIGHT, BOTTOM, LEFT = range(4)


@dataclass(frozen=True)
class Mesh:
    """A grid of *size* × *size* points over a window of the plane; rows go along y."""

    x: Linear
    y: Linear
    size: int

    def points(self) -> tuple[Floats, Floats]:
        """Return x and y of every point, (size, size) each."""
        x, y = np.meshgrid(*(np.linspace(axis.low, axis.high, self.size) for axis in (self.x, self.y)))
        return x, y

    def lines(self, field: Floats) -> list[Floats]:
        """Return the lines on which *field* is zero, in x and y."""
        return [self._places(line) for line in lines(field)]

    def loops(self, field: Floats) -> list[Floats]:
        """Return closed lines around all that is positive, in x and y."""
        return [self._places(loop) for loop in loops(field)]

    def _places(self, line: Floats) -> Floats:
        low, high = (np.array([getattr(axis, end) for axis in (self.x, self.y)]) for end in ("low", "high"))
        return np.asarray(low + line / (self.size - 1) * (high - low))


def lines(field: Floats) -> list[Floats]:
    """Return the lines on which *field* (R, C) is zero, each (k, 2) with columns and rows as x and y.

    Lines are closed (their last point is their first) or end at the border. The field must be finite; what is positive
    counts as inside.
    """
    inside = field > 0
    places = _crossings(field, inside)
    return [np.array([places[edge] for edge in chain]) for chain in _chains(_links(field, inside))]


def loops(field: Floats) -> list[Floats]:
    """Return closed lines around all that is positive, as :func:`lines`; along the border where that is inside."""
    outside = -max(float(np.abs(field).max()), 1.0)
    rows, columns = field.shape
    padded = lines(np.pad(field, 1, constant_values=outside))
    return [np.clip(line - 1, 0, [columns - 1, rows - 1]) for line in padded]


def corners(field: Floats) -> int:
    """Return how many corners the lines of *field* will have, without following them."""
    inside = field > 0
    return int(np.count_nonzero(inside[1:] != inside[:-1]) + np.count_nonzero(inside[:, 1:] != inside[:, :-1]))


def _crossings(field: Floats, inside: Bools) -> dict[int, tuple[float, float]]:
    """Return by the number of each crossed edge of the grid where it is crossed."""
    places = {}
    for direction, ahead in enumerate([(0, 1), (1, 0)]):
        end = tuple(slice(step, None) for step in ahead)
        start = tuple(slice(0, size - step) for size, step in zip(field.shape, ahead, strict=True))
        for row, column in np.argwhere(inside[start] != inside[end]).tolist():
            here, there = field[row, column], field[row + ahead[0], column + ahead[1]]
            part = float(here / (here - there))
            place = (column + part * ahead[1], row + part * ahead[0])
            places[_number(field, direction, row, column)] = place
    return places


def _links(field: Floats, inside: Bools) -> dict[int, list[int]]:
    """Return to which crossed edges each crossed edge is joined, within the two squares beside it."""
    links: dict[int, list[int]] = defaultdict(list)
    corners = inside[:-1, :-1].astype(int) + inside[:-1, 1:] + inside[1:, :-1] + inside[1:, 1:]
    for row, column in np.argwhere((corners > 0) & (corners < 4)).tolist():
        edges = [
            _number(field, 0, row, column),
            _number(field, 1, row, column + 1),
            _number(field, 0, row + 1, column),
            _number(field, 1, row, column),
        ]
        for one, other in _pairs(field[row : row + 2, column : column + 2], inside[row : row + 2, column : column + 2]):
            links[edges[one]].append(edges[other])
            links[edges[other]].append(edges[one])
    return links


def _pairs(field: Floats, inside: Bools) -> list[tuple[int, int]]:
    """Return which sides of one square are joined; where all four are crossed, the square's middle decides."""
    (a, b), (c, d) = inside.tolist()
    crossed = [side for side, differ in enumerate((a != b, b != d, c != d, a != c)) if differ]
    if len(crossed) == 2:
        return [(crossed[0], crossed[1])]
    if (float(field.mean()) > 0) == a:
        return [(TOP, RIGHT), (BOTTOM, LEFT)]
    return [(TOP, LEFT), (RIGHT, BOTTOM)]


def _chains(links: dict[int, list[int]]) -> list[list[int]]:
    """Return the edges in the order in which a line passes them: first the lines with ends, then the closed ones."""
    chains = []
    seen: set[int] = set()
    for start in sorted(links, key=lambda edge: len(links[edge])):
        if start in seen:
            continue
        chain = [start]
        seen.add(start)
        while following := next((edge for edge in links[chain[-1]] if edge not in seen), None):
            chain.append(following)
            seen.add(following)
        if len(chain) > 2 and chain[0] in links[chain[-1]]:
            chain.append(start)
        chains.append(chain)
    return chains


def _number(field: Floats, direction: int, row: int, column: int) -> int:
    """Return the number, above zero, of the edge that goes from a grid point along its row (0) or its column (1)."""
    rows, columns = field.shape
    number: int = 1 + (direction * rows + row) * columns + column
    return number
