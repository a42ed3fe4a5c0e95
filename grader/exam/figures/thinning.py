"""Long data, made short enough to draw or to read, and paths, cut where the window ends."""

import itertools

import numpy as np
from numpy.typing import NDArray

from grader.exam.figures.scales import LARGE

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

MOST_POINTS = 200


def chosen(length: int, most: int) -> Integers:
    """Return at most *most* places of a sequence, evenly spread, the first and the last among them."""
    return np.linspace(0, length - 1, min(length, most)).round().astype(np.intp)


def peaks(values: Floats) -> Integers:
    """Return the places of at most 200 values that draw the same curve: of each stretch the lowest and the highest."""
    if len(values) <= MOST_POINTS:
        return np.arange(len(values))
    stretches = np.array_split(np.arange(len(values)), MOST_POINTS // 2 - 1)
    extremes = [stretch[[values[stretch].argmin(), values[stretch].argmax()]] for stretch in stretches]
    return np.unique(np.concatenate([[0], *extremes, [len(values) - 1]]))


def steps(path: Floats, scale: Floats) -> Integers:
    """Return the places of at most 200 points of *path* (T, 2) that lie apart by 1/200 of *scale* (2,) or more.

    The first and the last are among them, however close.
    """
    candidates = chosen(len(path), 20 * MOST_POINTS)
    kept = candidates[:1].tolist()
    for place in candidates[1:].tolist():
        if np.abs((path[place] - path[kept[-1]]) / scale).max() >= 1 / MOST_POINTS:
            kept.append(place)
    thinned = [kept[place] for place in chosen(len(kept), MOST_POINTS - 1)]
    return np.unique(np.array([*thinned, *candidates[-1:]], dtype=np.intp))


def straightened(line: Floats, tolerance: float = 0.2) -> Floats:
    """Return *line* (k, 2) without the points that lie within *tolerance* of the way between their neighbours."""
    while True:
        start, middle, end = line[:-2:2], line[1:-1:2], line[2::2]
        way, off = end - start, middle - start
        area = np.abs(way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0])
        needless = area <= tolerance * np.hypot(way[:, 0], way[:, 1])
        if not needless.any():
            return line
        line = np.delete(line, 1 + 2 * np.flatnonzero(needless), axis=0)


def cut(path: Floats, low: Floats, high: Floats) -> list[Floats]:
    """Return the parts of *path* (T, 2) that lie in the window between *low* and *high*, each (k, 2).

    Source: Liang & Barsky, A new concept and method for line clipping, ACM TOG 3 (1984).
    """
    parts: list[list[Floats]] = []
    was_inside = False
    for start, end in itertools.pairwise(path):
        enter, leave = _inside(start, end, low, high)
        if enter >= leave:
            was_inside = False
            continue
        if not was_inside or enter > 0:
            parts.append([start + enter * (end - start)])
        parts[-1].append(start + leave * (end - start))
        was_inside = leave == 1
    return [np.array(part) for part in parts]


def _inside(start: Floats, end: Floats, low: Floats, high: Floats) -> tuple[float, float]:
    """Return between which shares of the way from *start* to *end* it is in the window; the first is less if it is."""
    enter, leave = 0.0, 1.0
    for a, step, least, most in zip(start, end - start, low, high, strict=True):
        if abs(step) < 1 / LARGE:
            if not least <= a <= most:
                return 1.0, 0.0
            continue
        near, far = sorted([(least - a) / step, (most - a) / step])
        enter, leave = max(enter, float(near)), min(leave, float(far))
    return enter, leave
