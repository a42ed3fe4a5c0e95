"""What hidden tests assert with: each failure is a sentence that a student can act on.

Messages name parameters, shapes and relative errors; never hidden inputs or expected values. Every check first notes
what it judges: a diagnosis compares that with what the same check judges of a known mistake.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from grader.exam.comparing import RELATIVE_ERROR, Shape, difference, fits, is_numeric, relative_error, same
from grader.exam.figures import gradient_errors
from grader.exam.hints import hints
from grader.exam.returned import describe
from grader.exam.sheet import note, show

TOLERANCE = 1e-9
"""Relative to the largest entry. Right solutions of every style stay within 2e-12, the closest wrong begin at 7e-8."""

TURNED = 0.01
"""A loss that ends higher than it was by this share has turned, and does not just tremble."""

Pairs = Mapping[str, tuple[Any, NDArray[Any]]]
"""By name: what was got and what is right."""

Case = Callable[[str], AbstractContextManager[None]]


class CheckFailed(AssertionError):
    """The student's answer is wrong; the message is theirs to read."""

    def __init__(self, message: str, hint: str = "", allowed: str = "") -> None:
        super().__init__(f"{message}\n{allowed}".strip())
        self.message = message
        self.allowed = allowed
        """How large an error may be; said once for all cases of a test."""
        self.hint = hint
        """What the numbers suggest; told where no known mistake explains them."""


def fail(message: str) -> NoReturn:
    """Fail the test with *message* for the student."""
    raise CheckFailed(message)


@contextmanager
def cases() -> Iterator[Case]:
    """Judge several inputs, all of them, and fail at the end with what was wrong where.

    Use as ``with cases() as case:``, and in it, for each input, ``with case("one sample"): assert_close(…)``.
    """
    right: list[str] = []
    wrong: dict[str, CheckFailed] = {}

    @contextmanager
    def case(label: str) -> Iterator[None]:
        try:
            yield
            right.append(label)
        except CheckFailed as failure:
            wrong[label] = failure

    yield case
    if wrong:
        lines = [f"{label}: {_indented(failure.message)}" for label, failure in wrong.items()]
        if right:
            lines.append(f"Right for: {', '.join(right)}.")
        hint = next((failure.hint for failure in wrong.values() if failure.hint), "")
        allowed = next((failure.allowed for failure in wrong.values() if failure.allowed), "")
        raise CheckFailed("\n".join(lines), hint, allowed)


def assert_close(
    got: Any, expected: ArrayLike, what: str, tolerance: float = TOLERANCE, sizes: Mapping[str, int] | None = None
) -> None:
    """Fail unless *got*, a number or an array, has the shape and the values of *expected*.

    *sizes*, such as ``{"N": 9, "K": 2}``, are what a constant factor may be named after.
    """
    right = np.asarray(expected)
    note(got, right, tolerance=tolerance)
    _assert_pairs({what: (got, right)}, tolerance, sizes or {})


def assert_gradient(
    got: Any,
    expected: Mapping[str, ArrayLike] | Sequence[ArrayLike] | ArrayLike,
    tolerance: float = TOLERANCE,
    sizes: Mapping[str, int] | None = None,
) -> None:
    """Fail unless *got* is the gradient *expected*: a dict or a list of arrays, or one array.

    The message has a line for each parameter, the right ones included: where it is right tells as much.
    *sizes*, such as ``{"N": 9, "K": 2}``, are what a constant factor may be named after.
    """
    note(got, expected, tolerance=tolerance)
    if isinstance(expected, Mapping):
        _assert_keys(got, expected, "The gradients")
        pairs = {name: (got[name], np.asarray(value)) for name, value in expected.items()}
    elif isinstance(expected, list | tuple):
        if len(got) != len(expected):
            fail(f"Expected {len(expected)} gradients, one for each array; got {len(got)}.")
        pairs = {f"array {i}": (got[i], np.asarray(value)) for i, value in enumerate(expected)}
    else:
        _assert_pairs({"gradient": (got, np.asarray(expected))}, tolerance, sizes or {})
        return
    _assert_pairs(pairs, tolerance, sizes or {}, prefix="gradient of ")


def assert_params(params: Any, shapes: Mapping[str, Shape], what: str = "The params") -> None:
    """Fail unless *params* has these arrays, finite, in these *shapes*.

    In a shape, a number is exact, None is any size, and a string is the same size wherever it stands.
    """
    note(params)
    _assert_keys(params, shapes, what)
    sizes: dict[str, int] = {}
    for name, shape in shapes.items():
        array = np.asarray(params[name])
        if not fits(array.shape, shape, sizes):
            wanted = "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"
            fail(f"{name}: expected shape {wanted}, got {array.shape}.")
        if not np.isfinite(array).all():
            fail(f"{name}: contains NaN or infinity.")


def assert_at_least(got: float, needed: float, what: str, unit: str = "") -> None:
    """Fail unless *got* ≥ *needed*."""
    note(got, is_evidence=False)
    if not got >= needed:
        fail(f"{what}: {got:.4g}{unit}, and at least {needed:.4g}{unit} is needed.")


def assert_at_most(got: float, allowed: float, what: str, unit: str = "") -> None:
    """Fail unless *got* ≤ *allowed*."""
    note(got, is_evidence=False)
    if not got <= allowed:
        fail(f"{what}: {got:.4g}{unit}, and at most {allowed:.4g}{unit} is allowed.")


def assert_losses(losses: Sequence[float]) -> None:
    """Fail unless the losses fall from the first to the last."""
    note(np.asarray(losses))
    if not losses[-1] < losses[0]:
        fail(f"The loss does not fall. {describe_losses(losses)}")


def describe_losses(losses: Sequence[float], each: str = "epoch") -> str:
    """Say where the losses, one for *each* epoch or step, start, end, and were lowest before."""
    start, end, lowest = losses[0], losses[-1], int(np.argmin(losses))
    text = f"Your loss starts at {start:.4g} and ends, after {len(losses)} {each}s, at {end:.4g}"
    if losses[lowest] < min(start, end - TURNED * abs(end)):
        text += f"; it was lowest, {losses[lowest]:.4g}, in {each} {lowest + 1}, and rose from there"
    return f"{text}."


def assert_unchanged(arguments_after: Any, arguments: Any) -> None:
    """Fail unless the arguments are, to the bit, what they were before the call."""
    note(arguments_after, arguments)
    if not same(arguments_after, arguments):
        fail("Your function changes its arguments. Work on copies: the caller still needs what it handed over.")


def _assert_keys(got: Any, expected: Mapping[str, Any], what: str) -> None:
    if not isinstance(got, Mapping):
        fail(f"{what} must be a dict of arrays, not {describe(got)}.")
    if missing := [name for name in expected if name not in got]:
        fail(f"{what} lack {', '.join(missing)}. There are: {', '.join(map(str, got)) or 'none'}.")
    if extra := [str(name) for name in got if name not in expected]:
        fail(f"{what} have entries that do not belong there: {', '.join(extra)}.")


def _assert_pairs(pairs: Pairs, tolerance: float, sizes: Mapping[str, int], prefix: str = "") -> None:
    """Fail unless every pair of got and expected agrees; the message has a line for each."""
    problems = {name: difference(got, expected, tolerance) for name, (got, expected) in pairs.items()}
    wrong = {name: pairs[name] for name, problem in problems.items() if problem}
    if not wrong:
        return
    if len(pairs) > 1:
        show(gradient_errors({name: _error(*pair) for name, pair in pairs.items()}, tolerance))
    lines = [f"{prefix}{name}{_shape(pairs[name][1])}: {problem or 'right'}" for name, problem in problems.items()]
    allowed = ""
    if any(problem and problem.startswith(RELATIVE_ERROR) for problem in problems.values()):
        mantissa, _, exponent = f"{tolerance:.0e}".partition("e")
        allowed = f"A relative error of at most {mantissa}e{int(exponent)} is allowed."
    arrays = {prefix + name: (np.asarray(got), right) for name, (got, right) in wrong.items() if is_numeric(got)}
    raise CheckFailed("\n".join(lines), " ".join(hints(arrays, sizes)), allowed)


def _shape(array: NDArray[Any]) -> str:
    return f" {array.shape}" if array.ndim else ""


def _error(got: Any, expected: NDArray[Any]) -> float:
    """Return the relative error, NaN where there is none."""
    return relative_error(got, expected) if np.shape(got) == expected.shape else float("nan")


def _indented(text: str) -> str:
    """Put a text of several lines below its label."""
    return text if "\n" not in text else "\n" + "\n".join(f"  {line}" for line in text.splitlines())
