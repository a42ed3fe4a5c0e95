"""Long lists, a page at a time; the page's number is ``page`` in the address."""

from dataclasses import dataclass

from flask import request, url_for

SIZE = 50


@dataclass(frozen=True)
class Paging:
    """One page of *total* rows; numbers count from 1."""

    number: int
    total: int
    size: int = SIZE

    @classmethod
    def of_request(cls, total: int, size: int = SIZE) -> "Paging":
        """Return the page that this request asks for; the nearest there is, if there is no such one."""
        asked = request.args.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        return cls(min(max(number, 1), max(-(-total // size), 1)), total, size)

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """How many there are."""
        return max(-(-self.total // self.size), 1)

    @property
    def first(self) -> int:
        """Number of the first row on the page."""
        return min(self.offset + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row on the page."""
        return min(self.offset + self.size, self.total)


def address_with(**changed: object) -> str:
    """Return the address of this page with some arguments changed; None takes one away."""
    arguments: dict[str, object] = {**request.args.to_dict(flat=False), **changed}
    kept = {name: value for name, value in arguments.items() if value is not None}
    return url_for(request.endpoint or "student.home", **(request.view_args or {}), **kept)  # type: ignore[arg-type]
