"""How two values differ, in words and in figures."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.exam.returned import describe

RELATIVE_ERROR = "relative error"

Shape = Sequence[int | str | None]
"""A number is exact, None is any size, and a string is the same size wherever it stands."""


def difference(got: Any, expected: NDArray[Any], tolerance: float) -> str | None:
    """Say how *got* differs from *expected*, or None if it does not."""
    if not is_numeric(got):
        return f"expected {'an array' if expected.ndim else 'a number'}, got {describe(got)}."
    array = np.asarray(got)
    if array.shape != expected.shape:
        return f"expected shape {expected.shape}, got {array.shape}."
    if not np.isfinite(array).all():
        return "contains NaN." if np.isnan(array).any() else "contains infinity."
    error = relative_error(array, expected)
    if error <= tolerance:
        return None
    hint = ", computed in float32: use float64" if array.dtype in (np.float32, np.float16) else ""
    return f"{RELATIVE_ERROR} {error:.2g}{hint}"


def is_numeric(value: Any) -> bool:
    """Whether *value* is an array or a number."""
    return isinstance(value, np.ndarray | int | float) and not isinstance(value, bool)


def relative_error(got: ArrayLike, expected: ArrayLike) -> float:
    """Return max|got − expected| / max|expected|; the absolute error where everything expected is zero."""
    right = np.asarray(expected, dtype=np.float64)
    error = np.max(np.abs(np.asarray(got, dtype=np.float64) - right), initial=0.0)
    scale = np.max(np.abs(right), initial=0.0)
    return float(error / scale if scale > 0 else error)


def fits(shape: tuple[int, ...], wanted: Shape, sizes: dict[str, int]) -> bool:
    """Whether *shape* is the one *wanted*; *sizes* are those that the strings in it have had so far."""
    if len(shape) != len(wanted):
        return False
    return all(
        size is None or (sizes.setdefault(size, length) if isinstance(size, str) else size) == length
        for length, size in zip(shape, wanted, strict=True)
    )


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same to the bit; a tuple may stand for a list."""
    if isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == other.tobytes()
        )
    if isinstance(other, Mapping):
        return isinstance(one, Mapping) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in other)
    if isinstance(other, list | tuple):
        return isinstance(one, list | tuple) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(other, float):
        return isinstance(one, float) and (one == other or (math.isnan(one) and math.isnan(other)))
    return bool(one == other)
