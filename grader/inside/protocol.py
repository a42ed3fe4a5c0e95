"""What is asked of the agent, and how its answer is read. Each question has a number, and its answer has the same."""

from collections.abc import Mapping, Sequence
from typing import Any

LOAD = "load"
CALL = "call"
LOAD_NUMBER = 0


class NoAnswer(ValueError):
    """What came is no answer to what was asked."""


def load(source: str, functions: Sequence[str], core: int | None) -> tuple[Any, ...]:
    """Ask for *source* to be run, on one *core* if it is given, and which *functions*, and others, it defines."""
    return (LOAD, LOAD_NUMBER, source, list(functions), core)


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


def read(number: int, answer: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Return the answer to question *number*, and in it the error, if it is one: texts, and ``lines``.

    Raises:
        NoAnswer: it is none. Whatever is in a container may have written it.

    """
    if type(answer) is not dict or type(answer.get("id")) is not int or answer["id"] != number:
        raise NoAnswer
    if "error" not in answer:
        if "value" not in answer:
            raise NoAnswer
        return answer, None
    error = answer["error"]
    if type(error) is not dict or any(type(text) is not str for name, text in error.items() if name != "lines"):
        raise NoAnswer
    return answer, error
