"""What is asked of the agent; each has a number, and its answer has the same."""

from collections.abc import Mapping, Sequence
from typing import Any

LOAD = "load"
CALL = "call"
LOAD_NUMBER = 0


def load(source: str, core: int | None) -> tuple[Any, ...]:
    """Ask for *source* to be run, on one *core* if it is given."""
    return (LOAD, LOAD_NUMBER, source, core)


def call(
    number: int,
    name: str,
    arguments: Sequence[Any],
    keywords: Mapping[str, Any] | None = None,
    *,
    with_arguments: bool = False,
) -> tuple[Any, ...]:
    """Ask for a function to be called, and perhaps for its arguments as it left them."""
    return (CALL, number, name, arguments, keywords or {}, with_arguments)
