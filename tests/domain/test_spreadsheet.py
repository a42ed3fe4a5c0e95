"""What people typed stays text in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest

from grader.domain.spreadsheet import csv_text


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("x")'])
def test_what_could_be_a_formula_begins_with_an_apostrophe(typed: str) -> None:
    [[first, second]] = csv.reader(io.StringIO(csv_text([[typed, "Ada"]]), newline=""))
    assert (first, second) == (f"'{typed}", "Ada")


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert csv_text([[-1, Decimal("-2.50"), None, ""]]) == "-1,-2.50,,\r\n"


def test_separators_quotes_and_line_breaks_stay_within_their_cell() -> None:
    row = ["a,b", 'say "hi"', "two\nlines", "; still one"]
    assert list(csv.reader(io.StringIO(csv_text([row]), newline=""))) == [row]


def test_no_rows_are_no_text() -> None:
    assert csv_text([]) == ""
