"""What hidden tests assert with: each failure is a sentence that a student can act on.

Messages name parameters, shapes and relative errors; never hidden inputs or expected values.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.exam.returned import describe

TOLERANCE = 1e-9
"""Relative to the largest entry. Right solutions of every style stay within 2e-12, the closest wrong begin at 7e-8."""

RELATIVE_ERROR = "relative error"

Shape = Sequence[int | str | None]


class CheckFailed(AssertionError):
    """The student's answer is wrong; the message is theirs to read."""


def fail(message: str) -> NoReturn:
    """Fail the test with *message* for the student."""
    raise CheckFailed(message)


def assert_close(got: Any, expected: ArrayLike, what: str, tolerance: float = TOLERANCE) -> None:
    """Fail unless *got*, a number or an array, has the shape and the values of *expected*."""
    if problem := _difference(got, np.asarray(expected), tolerance):
        fail(f"{what}: {problem}{_allowed([problem], tolerance)}")


def assert_gradient(
    got: Any, expected: Mapping[str, ArrayLike] | Sequence[ArrayLike] | ArrayLike, tolerance: float = TOLERANCE
) -> None:
    """Fail unless *got* is the gradient *expected*: a dict or a list of arrays, or one array.

    The message has a line for each parameter, the right ones included: where it is right tells as much.
    """
    if isinstance(expected, Mapping):
        _assert_keys(got, expected, "The gradients")
        pairs = {f"gradient of {name}": (got[name], np.asarray(value)) for name, value in expected.items()}
    elif isinstance(expected, list | tuple):
        if len(got) != len(expected):
            fail(f"Expected {len(expected)} gradients, one for each array; got {len(got)}.")
        pairs = {f"gradient {i}": (got[i], np.asarray(value)) for i, value in enumerate(expected)}
    else:
        pairs = {"gradient": (got, np.asarray(expected))}
    lines = {name: _difference(one, right, tolerance) for name, (one, right) in pairs.items()}
    if any(lines.values()):
        problems = [problem for problem in lines.values() if problem]
        fail(
            "\n".join(f"{name}: {problem or 'right'}" for name, problem in lines.items())
            + _allowed(problems, tolerance)
        )


def assert_params(params: Any, shapes: Mapping[str, Shape], what: str = "The params") -> None:
    """Fail unless *params* has these arrays, finite, in these *shapes*.

    In a shape, a number is exact, None is any size, and a string is the same size wherever it stands.
    """
    _assert_keys(params, shapes, what)
    sizes: dict[str, int] = {}
    for name, shape in shapes.items():
        array = np.asarray(params[name])
        if not _fits(array.shape, shape, sizes):
            wanted = "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"
            fail(f"{name}: expected shape {wanted}, got {array.shape}.")
        if not np.isfinite(array).all():
            fail(f"{name}: contains NaN or infinity.")


def assert_at_least(got: float, needed: float, what: str, unit: str = "") -> None:
    """Fail unless *got* ≥ *needed*."""
    if not got >= needed:
        fail(f"{what}: {_figure(got)}{unit}, and at least {_figure(needed)}{unit} is needed.")


def assert_at_most(got: float, allowed: float, what: str, unit: str = "") -> None:
    """Fail unless *got* ≤ *allowed*."""
    if not got <= allowed:
        fail(f"{what}: {_figure(got)}{unit}, and at most {_figure(allowed)}{unit} is allowed.")


def assert_losses(losses: Sequence[float]) -> None:
    """Fail unless the losses fall from the first to the last."""
    if not losses[-1] < losses[0]:
        fail(f"The loss does not fall: it starts at {losses[0]:.4g} and ends at {losses[-1]:.4g}.")


def assert_unchanged(arguments_after: Any, arguments: Any) -> None:
    """Fail unless the arguments are, to the bit, what they were before the call."""
    if not _same(arguments_after, arguments):
        fail("Your function changes its arguments. Work on copies: the caller still needs what it handed over.")


def _assert_keys(got: Any, expected: Mapping[str, Any], what: str) -> None:
    if not isinstance(got, Mapping):
        fail(f"{what} must be a dict of arrays, not {describe(got)}.")
    if missing := [name for name in expected if name not in got]:
        fail(f"{what} lack {', '.join(missing)}. There are: {', '.join(map(str, got)) or 'none'}.")
    if extra := [str(name) for name in got if name not in expected]:
        fail(f"{what} have entries that do not belong there: {', '.join(extra)}.")


def _difference(got: Any, expected: NDArray[Any], tolerance: float) -> str | None:
    """Say how *got* differs from *expected*, or None if it does not."""
    if not isinstance(got, np.ndarray | int | float) or isinstance(got, bool):
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


def _allowed(problems: Sequence[str], tolerance: float) -> str:
    """Say once what is allowed, if it is the size of an error that is wrong."""
    if not any(problem.startswith(RELATIVE_ERROR) for problem in problems):
        return ""
    mantissa, _, exponent = f"{tolerance:.0e}".partition("e")
    return f"\nA relative error of at most {mantissa}e{int(exponent)} is allowed."


def relative_error(got: ArrayLike, expected: ArrayLike) -> float:
    """Return max|got − expected| / max|expected|; the absolute error where everything expected is zero."""
    right = np.asarray(expected, dtype=np.float64)
    error = np.max(np.abs(np.asarray(got, dtype=np.float64) - right), initial=0.0)
    scale = np.max(np.abs(right), initial=0.0)
    return float(error / scale if scale > 0 else error)


def _fits(shape: tuple[int, ...], wanted: Shape, sizes: dict[str, int]) -> bool:
    if len(shape) != len(wanted):
        return False
    return all(
        size is None or (sizes.setdefault(size, length) if isinstance(size, str) else size) == length
        for length, size in zip(shape, wanted, strict=True)
    )


def _same(one: Any, other: Any) -> bool:
    if isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == other.tobytes()
        )
    if isinstance(other, Mapping):
        return isinstance(one, Mapping) and one.keys() == other.keys() and all(_same(one[k], other[k]) for k in other)
    if isinstance(other, list | tuple):
        return isinstance(one, list | tuple) and len(one) == len(other) and all(map(_same, one, other))
    if isinstance(other, float):
        return isinstance(one, float) and (one == other or (math.isnan(one) and math.isnan(other)))
    return bool(one == other)


def _figure(value: float) -> str:
    return f"{value:.4g}"
