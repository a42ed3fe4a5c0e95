"""The files for other programs, byte by byte."""

from decimal import Decimal

from grader.domain.exports import Form, Line, table
from grader.domain.spreadsheet import csv_text

TITLES = ["Loss, and more", "Adam"]
LINES = [
    Line("Ada Lovelace", "ada@example.org", [Decimal("87.50"), Decimal("100.00")]),
    Line('Ben "B" Brandt', "ben@example.org", [None, Decimal("0.00")]),
    Line("=1+1", "+eve@example.org", [None, None]),
]


def text(form: Form) -> str:
    return csv_text(table(form, TITLES, LINES))


def test_the_plain_form_has_everything() -> None:
    assert text(Form.PLAIN) == (
        'Name,Email,"Loss, and more",Adam,Total\r\n'
        "Ada Lovelace,ada@example.org,87.5,100,187.5\r\n"
        '"Ben ""B"" Brandt",ben@example.org,,0,0\r\n'
        "'=1+1,'+eve@example.org,,,\r\n"
    )


def test_canvas_finds_its_columns_and_its_second_row() -> None:
    assert text(Form.CANVAS) == (
        'Student,ID,SIS User ID,SIS Login ID,Section,"Loss, and more",Adam\r\n'
        "    Points Possible,,,,,100,100\r\n"
        "Ada Lovelace,,,ada@example.org,,87.5,100\r\n"
        '"Ben ""B"" Brandt",,,ben@example.org,,,0\r\n'
        "'=1+1,,,'+eve@example.org,,,\r\n"
    )


def test_moodle_finds_the_address_and_a_column_for_each_assignment() -> None:
    assert text(Form.MOODLE) == (
        'Email address,"Loss, and more",Adam\r\n'
        "ada@example.org,87.5,100\r\n"
        "ben@example.org,,0\r\n"
        "'+eve@example.org,,\r\n"
    )


def test_points_are_never_written_with_an_exponent() -> None:
    line = Line("Ada", "ada@example.org", [Decimal("1E+2"), Decimal("0.01")])
    assert list(table(Form.MOODLE, TITLES, [line]))[1] == ["ada@example.org", "100", "0.01"]
