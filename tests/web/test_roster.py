"""A list of students is imported: what the preview said, and nothing else."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from grader.db.models import AuditEvent, Enrolment, Role, User
from grader.domain.roster import MOST_ROWS
from grader.services.audit import Action
from tests.web.world import Visitor, World

LIST = "name,email\nAda Lovelace,ada@example.org\nBen,ben@example.org\nnobody,\nAda,ADA@example.org\n"
PATH = "/courses/1/people/import"


@pytest.fixture
def teacher(world: World) -> Visitor:
    """Return the instructor, with the form open."""
    visitor = world.visitor(world.instructor)
    visitor.get(PATH)
    return visitor


def look(teacher: Visitor, rows: str) -> dict[str, str]:
    """Have a preview, and return what its button would send."""
    answer = teacher.post(PATH, {"rows": rows})
    assert answer.status_code == 200, answer.text
    return hidden(answer)


def hidden(answer: TestResponse) -> dict[str, str]:
    found = re.findall(r'name="(rows|mark)" value="([^"]*)"', answer.text)
    return {name: unescape(value) for name, value in found}


def send(teacher: Visitor, form: dict[str, str], **options: bool) -> TestResponse:
    return teacher.post(f"{PATH}/now", form, content_type="multipart/form-data", **options)


def emails(world: World) -> set[str]:
    with world.sessions() as session:
        of_course = select(User.email).join(User.enrolments).where(Enrolment.course_id == world.course.id)
        return set(session.scalars(of_course))


def test_a_preview_says_what_would_be_done_and_does_nothing(world: World, teacher: Visitor) -> None:
    world.add_user("Ben", role=Role.ASSISTANT)
    page = teacher.post(PATH, {"rows": LIST}).text
    for said in ("Add 1 student", "<strong>1</strong> new", "<strong>1</strong> in it already", "Row 4", "is missing"):
        assert said in page, said
    assert "ada@example.org is in row 2 already under the name “Ada Lovelace”" in page
    assert emails(world) == {"ines@example.org", "ben@example.org"}


def test_the_button_does_what_the_preview_said(world: World, teacher: Visitor) -> None:
    assistant = world.add_user("Ben", role=Role.ASSISTANT)
    page = send(teacher, look(teacher, LIST), follow_redirects=True).text
    assert "1 student added." in page
    assert "Ada Lovelace" in page
    assert world.role_of(assistant) is Role.ASSISTANT
    with world.sessions() as session:
        ada = session.scalars(select(User).where(User.email == "ada@example.org")).one()
        assert (ada.name, ada.password_hash) == ("Ada Lovelace", None)
        [event] = session.scalars(select(AuditEvent))
    assert (event.action, event.detail) == (Action.IMPORTED_ROSTER, {"added": 1, "already_in": 1})


def test_who_has_an_account_keeps_their_name_and_password(world: World, teacher: Visitor) -> None:
    eve = world.add_user("Eve", world.other_course())
    world.set_password(eve, "correct horse")
    send(teacher, look(teacher, "Mallory, eve@example.org"))
    with world.sessions() as session:
        kept = session.get_one(User, eve.id)
        assert kept.name == "Eve"
        assert kept.password_hash
        assert session.scalar(select(func.count()).select_from(User).where(User.email == eve.email)) == 1
    assert world.role_of(eve) is Role.STUDENT


def test_a_form_sent_twice_adds_nobody_twice(world: World, teacher: Visitor) -> None:
    form = look(teacher, LIST)
    assert send(teacher, form).status_code == 302
    again = send(teacher, form)
    assert again.status_code == 409
    assert "is in the course already" in again.text
    assert len(emails(world)) == 3


def test_an_old_form_does_not_bring_back_who_was_removed(world: World, teacher: Visitor) -> None:
    form = look(teacher, "Ada, ada@example.org")
    send(teacher, form)
    with world.sessions() as session:
        ada = session.scalars(select(User).where(User.email == "ada@example.org")).one()
    teacher.post(f"/courses/1/people/{ada.id}/removal")
    answer = send(teacher, form)
    assert answer.status_code == 409
    assert "The course or the list has changed" in answer.text
    assert world.role_of(ada) is None
    assert send(teacher, hidden(answer)).status_code == 302, "the new preview can be carried out"
    assert world.role_of(ada) is Role.STUDENT


def test_what_changed_since_the_preview_is_shown_first(world: World, teacher: Visitor) -> None:
    form = look(teacher, LIST)
    world.add_user("Ben")
    answer = send(teacher, form)
    assert answer.status_code == 409
    assert "Add 1 student" in answer.text
    assert emails(world) == {"ines@example.org", "ben@example.org"}


def test_rows_that_were_tampered_with_are_looked_at_first(world: World, teacher: Visitor) -> None:
    form = look(teacher, LIST)
    answer = send(teacher, form | {"rows": form["rows"] + "Mallory,mallory@example.org\n"})
    assert answer.status_code == 409
    assert "mallory@example.org" not in emails(world)
    for mark in ("", "x" * 9999):
        assert send(teacher, form | {"mark": mark}).status_code == 409


def test_a_preview_of_one_course_is_none_of_another(world: World, teacher: Visitor) -> None:
    other = world.other_course()
    with world.sessions.begin() as session:
        session.add(Enrolment(user_id=world.instructor.id, course_id=other.id, role=Role.INSTRUCTOR))
    form = look(teacher, LIST)
    answer = teacher.post(f"/courses/{other.id}/people/import/now", form, content_type="multipart/form-data")
    assert answer.status_code == 409


def test_a_file_is_read(teacher: Visitor) -> None:
    content = "\ufeffName;E-Mail\r\nZoë;zoe@example.org\r\n".encode()
    answer = teacher.post(PATH, {"file": (BytesIO(content), "class.csv")}, content_type="multipart/form-data")
    assert "Zoë" in answer.text
    assert "Add 1 student" in answer.text


@pytest.mark.parametrize(
    ("content", "rows", "said"),
    [
        ("Zoë,zoe@example.org".encode("latin-1"), "", "Latin-1"),
        ("Zoë,zoe@example.org".encode("utf-16"), "", "UTF-16"),
        (b"PK\x03\x04\xff\xfe", "", "not in UTF-8"),
        (b"a,a@b.org", "b,b@b.org", "Send one of the two"),
        (b"", "", "The list is empty"),
        (None, "", "The list is empty"),
        (None, "name,age\nAda,3", "No column with email addresses"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(teacher: Visitor, content: bytes | None, rows: str, said: str) -> None:
    sent: dict[str, object] = {"rows": rows}
    if content is not None:
        sent["file"] = (BytesIO(content), "class.csv")
    answer = teacher.post(PATH, sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert said in answer.text
    assert rows.partition("\n")[2] in answer.text, "what was pasted is not lost"


def test_the_longest_list_is_taken(world: World, teacher: Visitor) -> None:
    rows = "\n".join(f'"Student {n}, Zoë",{n:04}.zoë@example.org' for n in range(MOST_ROWS))
    form = look(teacher, rows)
    with world.statements() as sent:
        assert send(teacher, form).status_code == 302
    assert len(emails(world)) == MOST_ROWS + 1
    assert len(sent) < 50


def test_a_list_that_is_too_big_says_what_to_do(teacher: Visitor) -> None:
    answer = teacher.post(PATH, {"rows": "x" * 400_000}, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "Import at most 2000 rows at a time" in answer.text


def test_nothing_of_a_list_is_taken_for_html(teacher: Visitor) -> None:
    page = teacher.post(PATH, {"rows": '<script>alert(1)</script>,"""><img src=x>"\n=1+1,a@b.org'}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "=1+1" in page
