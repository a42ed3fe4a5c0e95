"""The right solution of the exam that is graded while things break."""

from typing import Any


def double(x: Any) -> Any:
    """Return 2 x."""
    return 2 * x


def half(x: Any) -> Any:
    """Return x / 2."""
    return x / 2
