"""The gradebook as tables that other programs read: a plain one, and those that Canvas and Moodle import."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grader.domain.scoring import MAX_SCORE

Cells = list[str]


class Form(StrEnum):
    """Who is to read it."""

    PLAIN = "plain"
    CANVAS = "canvas"
    MOODLE = "moodle"


@dataclass(frozen=True)
class Line:
    """A student and their scores, in the order of the titles; None: no score."""

    name: str
    email: str
    scores: Sequence[Decimal | None]


def table(form: Form, titles: Sequence[str], lines: Sequence[Line]) -> Iterator[Cells]:
    """Return the rows of a table, its header first."""
    return {Form.PLAIN: _plain, Form.CANVAS: _canvas, Form.MOODLE: _moodle}[form](titles, lines)


def _plain(titles: Sequence[str], lines: Sequence[Line]) -> Iterator[Cells]:
    yield ["Name", "Email", *titles, "Total"]
    for line in lines:
        known = [score for score in line.scores if score is not None]
        total = sum(known, Decimal(0)) if known else None
        yield [line.name, line.email, *map(_points, [*line.scores, total])]


def _canvas(titles: Sequence[str], lines: Sequence[Line]) -> Iterator[Cells]:
    """Return what Canvas's gradebook imports.

    It finds students by its own ID, then by SIS User ID, then by SIS Login ID (here the email), then by name; an
    assignment is found by its title, or made with the points of the second row. ``read only`` is not for us: that
    marks columns which Canvas works out. Source: ``lib/gradebook_importer.rb`` in
    https://github.com/instructure/canvas-lms (``row_has_student_headers?``, ``process_student``, ``process_pp``).
    """
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles]
    yield ["    Points Possible", "", "", "", "", *[str(MAX_SCORE)] * len(titles)]
    for line in lines:
        yield [line.name, "", "", line.email, "", *map(_points, line.scores)]


def _moodle(titles: Sequence[str], lines: Sequence[Line]) -> Iterator[Cells]:
    """Return what Moodle imports as "CSV file"; who imports maps "Email address" to the user's address.

    Each other column is mapped to a grade item or makes a new one. An address that Moodle does not know stops the whole
    import, and an empty cell is no grade. Sources: https://docs.moodle.org/405/en/Grade_import and
    ``grade/import/csv/classes/load_data.php`` in https://github.com/moodle/moodle (``check_user_exists``).
    """
    yield ["Email address", *titles]
    for line in lines:
        yield [line.email, *map(_points, line.scores)]


def _points(score: Decimal | None) -> str:
    """``87.50`` → ``87.5``, exactly."""
    return "" if score is None else f"{score.normalize():f}"
