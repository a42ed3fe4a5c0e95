"""Whether the checks of a test judge the same of a known mistake as they judged of the student."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.exam.checks import TOLERANCE
from grader.exam.sheet import Judged, Leaf, Sheet

CLOSER = 100
"""How many times closer to the mistake than to the right answer a student has to be."""

ENOUGH_NUMBERS = 4
"""So many numbers that no right answer is known for do not agree by chance."""


class Different(BaseException):
    """The mistake is another one. No ``Exception``, so that no test catches it."""


class Comparison(Sheet):
    """Compares what is judged with what was judged of the student, and ends the test at the first difference."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        super().__init__()
        self._expected = iter(judged)
        self._left = len(judged)
        self.is_proof = False

    @property
    def is_complete(self) -> bool:
        """Whether as much was judged as of the student."""
        return self._left == 0

    def note(self, judged: Judged) -> None:
        """See :class:`Sheet`."""
        students = next(self._expected, None)
        if students is None or not _agree(students, judged):
            raise Different
        self._left -= 1
        self.is_proof = self.is_proof or (students.is_evidence and _is_telling(students))


def _agree(student: Judged, mistake: Judged) -> bool:
    if len(student.got) != len(mistake.got):
        return False
    rights = student.expected if _is_comparable(student) else None
    pairs = enumerate(zip(student.got, mistake.got, strict=True))
    return all(_same_leaf(one, other, rights[i] if rights else None) for i, (one, other) in pairs)


def _same_leaf(student: Leaf, mistake: Leaf, right: Leaf | None) -> bool:
    if isinstance(student, str) or isinstance(mistake, str):
        return isinstance(student, str) and isinstance(mistake, str) and student == mistake
    if student.shape != mistake.shape:
        return False
    wrong_by = _distance(student, right) if isinstance(right, np.ndarray) and right.shape == student.shape else 0.0
    is_wrong = wrong_by > TOLERANCE  # what is right differs by rounding, which is no measure
    return _distance(student, mistake) <= (min(TOLERANCE, wrong_by / CLOSER) if is_wrong else TOLERANCE)


def _distance(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return the largest difference relative to the largest entry; infinite if others are NaN or infinite."""
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    finite = np.isfinite(a)
    if not np.array_equal(a[~finite], b[~finite], equal_nan=True) or not np.array_equal(finite, np.isfinite(b)):
        return float("inf")
    with np.errstate(over="ignore"):
        difference = np.max(np.abs(a[finite] - b[finite]), initial=0.0)
    scale = np.max(np.abs(b[finite]), initial=0.0)
    return float(difference / scale if scale > 0 else difference)


def _is_comparable(judged: Judged) -> bool:
    return judged.expected is not None and len(judged.expected) == len(judged.got)


def _is_telling(judged: Judged) -> bool:
    """Whether wrong numbers are judged here, finite ones; or many of which nobody knows the right ones."""
    if not _is_comparable(judged):
        finite = [leaf[np.isfinite(leaf)] for leaf in judged.got if not isinstance(leaf, str)]
        return len(np.unique(np.concatenate([np.empty(0), *finite]))) >= ENOUGH_NUMBERS
    return any(_is_wrong(got, right) for got, right in zip(judged.got, judged.expected or (), strict=True))


def _is_wrong(got: Leaf, right: Leaf) -> bool:
    if isinstance(got, str) or isinstance(right, str):
        return False
    finite = np.isfinite(got)
    if got.shape != right.shape:
        return bool(finite.any())
    return _distance(np.where(finite, got, 0), np.where(finite, right, 0)) > TOLERANCE
