"""What a function of the student's must return, checked before a hidden test sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from grader.errors import CallError

Kind = Literal["number", "array", "arrays", "array_list", "numbers", "data"]

WANTED: dict[Kind, str] = {
    "number": "a number",
    "array": "an array",
    "arrays": "a dict of arrays",
    "array_list": "a list of arrays",
    "numbers": "a list of finite numbers, not empty",
    "data": "plain data",
}


@dataclass(frozen=True)
class Returned:
    """One of the values that a function returns."""

    name: str
    kind: Kind


def check_returned(signature: str, returns: Sequence[Returned], value: Any) -> Any:
    """Return *value* in the form that tests compute with: one value, or a tuple of as many as there are *returns*.

    Raises:
        CallError: it is of another kind; the message names what was expected and what came.

    """
    if len(returns) == 1:
        return _converted(signature, returns[0], value)
    names = ", ".join(part.name for part in returns)
    if not isinstance(value, list | tuple) or len(value) != len(returns):
        raise CallError(f"{signature} must return ({names}): {len(returns)} values. It returned {describe(value)}.")
    return tuple(_converted(signature, part, item) for part, item in zip(returns, value, strict=True))


def describe(value: Any) -> str:
    """Name the kind of *value*, and its shape, in words."""
    match value:
        case None:
            return "None (is a return missing?)"
        case np.ndarray():
            return f"an array of shape {value.shape} and dtype {value.dtype}"
        case list() | tuple():
            return f"a {type(value).__name__} of {len(value)}"
        case dict():
            return f"a dict with the keys {', '.join(sorted(map(repr, value))) or '(none)'}"
        case bool() | str():
            return f"{value!r:.60}"
    return f"the number {value!r}"


def _converted(signature: str, part: Returned, value: Any) -> Any:
    converted = _convert(part.kind, value)
    if converted is None and part.kind != "data":
        it_is = _first_lost(value) if part.kind == "numbers" else _first_foreign(value) if part.kind == "arrays" else ""
        it_is = it_is or f"It is {describe(value)}."
        raise CallError(f"{part.name}, returned by {signature}, must be {WANTED[part.kind]}. {it_is}")
    return converted


def _first_foreign(value: Any) -> str:
    """Say which entry of a dict is no array."""
    entries = value.items() if isinstance(value, dict) else ()
    return next(
        (f"Its {key!r} is {describe(entry)}." for key, entry in entries if not isinstance(entry, np.ndarray)), ""
    )


def _first_lost(value: Any) -> str:
    """Say where numbers stop being finite, if that is what is wrong with them."""
    numbers = _numbers(value)
    lost = [place for place, number in enumerate(numbers, start=1) if number is not None and not np.isfinite(number)]
    if not lost:
        return ""
    before = f"; the one before is {numbers[lost[0] - 2]:.4g}" if lost[0] > 1 else ""
    return f"Number {lost[0]} of {len(numbers)} is {numbers[lost[0] - 1]}{before}: it diverged there."


def _convert(kind: Kind, value: Any) -> Any:
    """Return *value* as *kind*, or None if it is of another."""
    match kind:
        case "data":
            return value
        case "number":
            return _number(value)
        case "array":
            return value if isinstance(value, np.ndarray) else None
        case "arrays":
            whole = isinstance(value, dict) and all(isinstance(item, np.ndarray) for item in value.values())
            return value if whole else None
        case "array_list":
            whole = isinstance(value, list | tuple) and all(isinstance(item, np.ndarray) for item in value)
            return list(value) if whole else None
        case "numbers":
            numbers = _numbers(value)
            finite = [number for number in numbers if number is not None and np.isfinite(number)]
            return finite if finite and len(finite) == len(numbers) else None


def _numbers(value: Any) -> list[float | None]:
    """Return the entries of a list of numbers, None for each that is none."""
    items = value.tolist() if isinstance(value, np.ndarray) and value.ndim == 1 else value
    return [_number(item) for item in items] if isinstance(items, list | tuple) else []


def _number(value: Any) -> float | None:
    """Return a real number as a float; float32 keeps the precision that it has."""
    if isinstance(value, np.ndarray):
        value = value.item() if value.ndim == 0 and value.dtype != bool else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
