"""Turns what the agent tells of an exception into sentences; trusts nothing of it but that it is plain data."""

from collections.abc import Mapping
from typing import Any

MAX_LINES = 12


def describe_raised(error: Mapping[str, Any]) -> str:
    """Return ``ValueError: message`` and below it the lines of the student's own file that led there."""
    kind, message = plain(error.get("type")), plain(error.get("message"))
    lines = error.get("lines")
    steps = [_step(line) for line in lines[-MAX_LINES:]] if isinstance(lines, list) else []
    return "\n".join([f"{kind}: {message}" if message else kind, *steps])


def plain(text: Any, limit: int = 2000) -> str:
    """Return *text* without control characters (a database refuses some), clipped to *limit* characters."""
    if not isinstance(text, str):
        return ""
    return "".join(character for character in text[:limit] if character in "\n\t" or character.isprintable())


def _step(line: Any) -> str:
    if not isinstance(line, dict):
        return ""
    number, name, text = line.get("line"), plain(line.get("function"), 80), plain(line.get("text"), 200)
    where = f"  line {number if isinstance(number, int) else '?'}"
    return f"{where}: {text}" if name == "<module>" else f"{where}, in {name}: {text}"
