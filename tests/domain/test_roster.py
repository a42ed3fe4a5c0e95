"""Lists of people, as other programs export them."""

import pytest

from grader.domain.roster import MOST_ROWS, Person, as_text, decoded, parse
from grader.errors import Refused

ADA = ("Ada Lovelace", "ada@example.org")
EXPORTS = {
    "ours": "name,email\nAda Lovelace,Ada@Example.org\n",
    "semicolons": "E-Mail;Name\nada@example.org;Ada Lovelace\n",
    "tabs, as pasted": "Name\tEmail\nAda Lovelace\tada@example.org",
    "moodle": '"First name","Surname","Email address"\n"Ada","Lovelace","ada@example.org"\n',
    "moodle, grades": (
        '"First name","Last name","ID number",Institution,Department,"Email address","Course total (Real)"\n'
        "Ada,Lovelace,7,,,ada@example.org,-\n"
    ),
    "canvas, gradebook": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Loss (12)\n"
        "    Points Possible,,,,,100\n"
        '"Lovelace, Ada",7,42,ada@example.org,Networks,\n'
    ),
    "canvas, users": (
        "user_id,login_id,full_name,sortable_name,email,status\n"
        '7,ada7,Ada Lovelace,"Lovelace, Ada",ada@example.org,active\n'
    ),
    "windows": "\ufeffname,email\r\n\r\nAda Lovelace,ada@example.org\r\n",
    "no headings": "Ada Lovelace, ada@example.org\n",
    "no headings, address first": "ada@example.org;Ada Lovelace",
    "old mac": "name,email\rAda Lovelace,ada@example.org\r",
    "spaces": " Name , E-mail \n  Ada   Lovelace ,  ada@example.org ",
}


@pytest.mark.parametrize("text", EXPORTS.values(), ids=EXPORTS)
def test_exports_of_many_kinds_are_read(text: str) -> None:
    roster = parse(text)
    assert [(each.name, each.email) for each in roster.people] == [ADA]
    assert (roster.errors, roster.duplicates) == ([], [])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Ben,", "email address is missing"),
        ("Ben", "email address is missing"),
        (",ben@example.org", "name is missing"),
        ("Ben,nobody", "“nobody” cannot be used"),
        ("Ben,a@b@c.org", "cannot be used"),
        ('Ben,"a@b.org,c@d.org"', "cannot be used"),
        ("Ben,<ben@example.org>", "cannot be used"),
        (f"{'x' * 121},ben@example.org", "at most 120 characters"),
        ("B\x00en,ben@example.org", "cannot be used"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(row: str, said: str) -> None:
    roster = parse(f"name,email\n\n{row}\nAda Lovelace,ada@example.org\n")
    [error] = roster.errors
    assert error.row == 3, "as spreadsheet programs count"
    assert said in error.text
    assert [(each.row, each.name) for each in roster.people] == [(4, "Ada Lovelace")]


def test_who_is_there_twice_is_taken_once() -> None:
    roster = parse("name,email\nAda,a@example.org\nAda,A@example.org\nEve,a@example.org")
    assert [each.name for each in roster.people] == ["Ada"]
    assert [note.row for note in roster.duplicates] == [3, 4]
    assert "a@example.org is in row 2 already." in roster.duplicates[0].text
    assert "under the name “Ada”" in roster.duplicates[1].text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n,,\n\t", "empty"),
        ("name,age\nAda,3", "No column with email"),
        ("email\nada", "No column with names"),
        ("ada@example.org", "only one column"),
        ('name,email\nAda,a@example.org\n"Ben,b@example.org\n', "Row 3 cannot be read"),
        ("name,email\n" + "A,a@example.org\n" * (MOST_ROWS + 1), f"at most {MOST_ROWS}"),
        ("name,email\n" + "x" * 200_000, "cannot be read"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        parse(text)


def test_bytes_are_utf8_or_told_what_they_look_like() -> None:
    assert decoded("\ufeffname;Zoë".encode()) == "name;Zoë"
    with pytest.raises(Refused, match="Latin-1"):
        decoded("name;Zoë".encode("latin-1"))
    with pytest.raises(Refused, match="UTF-16"):
        decoded("name;Zoë".encode("utf-16"))


@pytest.mark.parametrize("name", ["Ada Lovelace", '"Ada"', "King, Martin, Jr.", "=1+1", "'", "Ada; Countess", "\\"])
def test_what_was_read_can_be_sent_and_read_again(name: str) -> None:
    people = [Person(2, name, "ada@example.org"), Person(3, "Zoë", "zoë@example.org")]
    assert parse(as_text(people)).people == people
