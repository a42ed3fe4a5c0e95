"""The right solution of the tiny assignment."""

from typing import Any


def double(x: Any) -> Any:
    """Return 2 x."""
    return 2 * x


def half(x: Any) -> Any:
    """Return the sum of x / 2, and x / 2."""
    return float((x / 2).sum()), {"half": x / 2}
