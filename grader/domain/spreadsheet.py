"""Tables for spreadsheet programs, in which nothing that people typed is taken for a formula."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that a spreadsheet program may compute; the last four are the wide forms of the first."""

Cell = str | int | Decimal | None


def csv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """Return *rows* as CSV; before a text that could be a formula stands an apostrophe, which makes it text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
