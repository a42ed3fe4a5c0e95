"""A list of a course's people as other programs export it: CSV in, names and addresses out."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.domain.identity import checked_email, checked_name
from grader.errors import Refused

MOST_ROWS = 2000
DELIMITERS = ",;\t"
EMAIL = ["email", "e mail", "email address", "e mail address", "mail", "e mail adresse", "sis login id", "login id"]
"""Headings, the best first; Canvas's gradebook has addresses only as login ids."""
NAME = ["name", "full name", "student name", "student", "display name"]
FIRST = ["first name", "firstname", "given name", "vorname"]
LAST = ["last name", "lastname", "surname", "family name", "nachname"]
NOT_PEOPLE = {"points possible"}
"""What Canvas's gradebook has a row for."""
NOT_UTF8 = (
    "This file is not in UTF-8, so names with accents would be spoilt. It looks like {}. In your spreadsheet program"
    " choose “Save as” and the type “CSV UTF-8”, or copy the table and paste it here."
)
NO_EMAIL = (
    "No column with email addresses was found. The first row should name the columns, such as “name” and “email”;"
    " without headings, each row is a name and an address."
)


@dataclass(frozen=True)
class Person:
    """Somebody on the list."""

    row: int
    """As spreadsheet programs count: from 1, the headings included."""
    name: str
    email: str


@dataclass(frozen=True)
class Note:
    """What is to be said about a row that is not taken."""

    row: int
    text: str


@dataclass(frozen=True)
class Roster:
    """A list, read; nobody is on it twice."""

    people: list[Person] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    duplicates: list[Note] = field(default_factory=list)


@dataclass(frozen=True)
class _Columns:
    email: int
    names: tuple[int, ...]
    """One with the whole name, or those of the first and the last."""

    def read(self, row: int, cells: list[str]) -> Person:
        """Return the person of a row.

        Raises:
            Refused: the row has none; the message says what to do.

        """
        email, names = _cell(cells, self.email), [_cell(cells, each) for each in self.names]
        if not email:
            raise Refused("The email address is missing. Add it, or leave the row out.")
        name = " ".join(names) if len(names) > 1 else _in_order(names[0])
        if not name.strip():
            raise Refused("The name is missing. Add it, or leave the row out.")
        try:
            return Person(row, checked_name(name), checked_email(email))
        except Refused as error:
            shown = email if "email" in str(error) else name
            raise Refused(f"“{shown[:60]}” cannot be used. {error}") from None


def decoded(content: bytes) -> str:
    """Return the text of a file.

    Raises:
        Refused: it is not UTF-8.

    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(NOT_UTF8.format("UTF-16"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NOT_UTF8.format("Latin-1 or Windows-1252")) from None


def parse(text: str) -> Roster:
    """Read a list with headings, or one whose rows are a name and an address.

    Raises:
        Refused: there is nothing to read in it, or too much.

    """
    rows = list(_rows(text.removeprefix("\ufeff")))
    if not rows:
        raise Refused("The list is empty. Choose a file or paste the rows.")
    columns, has_headings = _columns(rows[0][1])
    rows = rows[1:] if has_headings else rows
    if len(rows) > MOST_ROWS:
        raise Refused(f"The list has {len(rows)} rows. Import at most {MOST_ROWS} at a time.")
    roster, seen = Roster(), dict[str, Person]()
    for number, cells in rows:
        if " ".join(_cell(cells, columns.names[0]).lower().split()) in NOT_PEOPLE:
            continue
        try:
            person = columns.read(number, cells)
        except Refused as error:
            roster.errors.append(Note(number, str(error)))
            continue
        first = seen.setdefault(person.email, person)
        if first is person:
            roster.people.append(person)
        else:
            other = "" if first.name == person.name else f" under the name “{first.name}”, which is taken"
            roster.duplicates.append(Note(number, f"{person.email} is in row {first.row} already{other}."))
    return roster


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with their numbers."""
    lines = io.StringIO(text, newline="").readlines()
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=max(DELIMITERS, key=first.count), skipinitialspace=True, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise Refused(
            f"Row {number + 1} cannot be read: a quotation mark has no partner, or a cell is far too long."
            " Mend it, or export the list again."
        ) from None


def _columns(first: list[str]) -> tuple[_Columns, bool]:
    """Find out which columns are what, and whether the first row names them."""
    headings = [" ".join(re.findall(r"[^\W_]+", cell.lower())) for cell in first]
    addresses = [index for index, cell in enumerate(first) if "@" in cell]
    email = _find(headings, EMAIL)
    if addresses:
        names = [index for index in range(len(first)) if index != addresses[0]]
        if not names:
            raise Refused("The rows have only one column. Each row needs a name and an address, with a comma between.")
        return _Columns(addresses[0], (names[0],)), False
    if email is None:
        raise Refused(NO_EMAIL)
    whole, given, family = (_find(headings, each) for each in (NAME, FIRST, LAST))
    if given is not None and family is not None:
        return _Columns(email, (given, family)), True
    if whole is None:
        raise Refused("No column with names was found. Name one “name”, or two “first name” and “last name”.")
    return _Columns(email, (whole,)), True


def _find(headings: list[str], known: list[str]) -> int | None:
    return next((headings.index(each) for each in known if each in headings), None)


def _cell(cells: list[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""


def _in_order(name: str) -> str:
    """Turn ``Lovelace, Ada`` round."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma and "," not in given else name


def as_text(people: list[Person]) -> str:
    """Return *people* as a list that :func:`parse` reads back."""
    out = io.StringIO()
    csv.writer(out).writerows([("name", "email"), *((each.name, each.email) for each in people)])
    return out.getvalue()
