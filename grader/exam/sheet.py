"""What a test notes while it runs: the values that its checks judged, and the pictures that it shows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.exam.comparing import relative_error
from grader.exam.figures import Figure

Leaf = NDArray[Any] | str
MAX_FIGURES = 4


@dataclass(frozen=True)
class Judged:
    """A value that a check judged, flattened: every array in it, and everything else as text."""

    got: tuple[Leaf, ...]
    expected: tuple[Leaf, ...] | None
    """None: it is judged by its shape or by a limit."""
    is_evidence: bool = True
    """Whether two programs that agree here make the same mistake: a percentage of right answers is often the same."""
    tolerance: float = 0.0
    """The relative error that is allowed."""

    @property
    def tolerance_used(self) -> float:
        """The largest relative error of its arrays, as a part of the tolerance."""
        if self.expected is None or not self.tolerance:
            return 0.0
        pairs = [pair for pair in zip(self.got, self.expected, strict=False) if not isinstance(pair[1], str)]
        return max((relative_error(*pair) for pair in pairs), default=0.0) / self.tolerance


class Sheet:
    """The notes of one test."""

    def __init__(self) -> None:
        self.judged: list[Judged] = []
        self.figures: list[Figure] = []

    def note(self, judged: Judged) -> None:
        """Note what a check judges, before it does."""
        self.judged.append(judged)

    @property
    def tolerance_used(self) -> float:
        """How near the test was to failing, from 0 to 1: the largest error as a part of its tolerance."""
        return max((judged.tolerance_used for judged in self.judged), default=0.0)

    def show(self, figure: Figure) -> None:
        """Keep *figure* for the student; the first few of a test."""
        if len(self.figures) < MAX_FIGURES:
            self.figures.append(figure)


_current: ContextVar[Sheet] = ContextVar("sheet")


@contextmanager
def on_sheet(sheet: Sheet) -> Iterator[Sheet]:
    """Have everything noted on *sheet*."""
    token = _current.set(sheet)
    try:
        yield sheet
    finally:
        _current.reset(token)


def note(got: Any, expected: Any = None, *, tolerance: float = 0.0, is_evidence: bool = True) -> None:
    """Note that *got* is judged: by *expected*, or by its shape or a limit if that is None."""
    if sheet := _current.get(None):
        right = None if expected is None else tuple(_leaves(expected))
        sheet.note(Judged(tuple(_leaves(got)), right, is_evidence, tolerance))


def show(figure: Figure) -> None:
    """Show *figure* to the student, whether the test passes or not."""
    if sheet := _current.get(None):
        sheet.show(figure)


def _leaves(value: Any) -> Iterator[Leaf]:
    match value:
        case Mapping():
            for name in sorted(value, key=str):
                yield str(name)
                yield from _leaves(value[name])
        case list() | tuple():
            yield f"{len(value)} items"
            for item in value:
                yield from _leaves(item)
        case np.ndarray() | np.generic() | int() | float():
            yield np.asarray(value)
        case _:
            yield repr(value)
