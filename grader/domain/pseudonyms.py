"""Names that are taken out of what others wrote."""

import re
from collections.abc import Iterable
from typing import Any

SHORT = 3
"""Fewer plain letters tell of nobody, and stand in too many sentences."""


class Renaming:
    """Puts *by* where *name* or *email* stands as words of their own; what stands in *kept* stays as it is.

    People choose their names: one who is called as an assignment is must not take its title out of the audit log.
    """

    def __init__(self, name: str, email: str, by: str, kept: Iterable[str] = ()) -> None:
        self.names = [email] if name.isascii() and len(name) < SHORT else [email, name]
        self._by = by
        gone = "|".join([f"(?i:{re.escape(email)})", *map(re.escape, self.names[1:])])
        longest_first = sorted(filter(None, kept), key=len, reverse=True)
        kept_words = "|".join(map(re.escape, longest_first)) or "(?!)"
        self._pattern = re.compile(rf"(?P<kept>{kept_words})|(?<!\w)(?:{gone})(?!\w)")

    def of(self, text: str) -> str:
        """Return *text* without the names."""
        return self._pattern.sub(lambda match: match[0] if match["kept"] else self._by, text)

    def of_data(self, value: Any) -> Any:
        """Return plain data with the names taken out of every text and key in it."""
        if isinstance(value, str):
            return self.of(value)
        if isinstance(value, list):
            return [self.of_data(each) for each in value]
        if isinstance(value, dict):
            return {self.of(key): self.of_data(each) for key, each in value.items()}
        return value
