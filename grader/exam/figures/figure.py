"""The record of a picture."""

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Figure:
    """A picture for the student, with all that a reader who cannot see it needs."""

    title: str
    description: str
    """The text alternative: a sentence or two, with the figures that matter."""
    svg: str
    columns: tuple[str, ...]
    """The data as a table."""
    rows: tuple[tuple[str, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain data that json can write."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what :meth:`to_json` made."""
        rows = tuple(tuple(row) for row in data["rows"])
        return cls(**{**data, "columns": tuple(data["columns"]), "rows": rows})
