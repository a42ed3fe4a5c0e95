"""What staff say of a submission: kept once, removed by who said it, and written down."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Role, User
from grader.db.queries import comments as all_comments
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import comments
from grader.services.courses import create_course, enrol
from grader.services.submissions import submit
from tests.conftest import School

Sessions = sessionmaker[Session]


@pytest.fixture
def submission_id(sessions: Sessions, school: School) -> int:
    with sessions.begin() as session:
        return submit(session, school.ada, school.line_item.id, b"x = 1\ny = 2", 16).id


@pytest.fixture
def assistant(sessions: Sessions, school: School) -> User:
    user = User(name="Tia", email="tia@example.org")
    with sessions.begin() as session:
        session.add(user)
        session.flush()
        enrol(session, user, school.course, Role.ASSISTANT)
    return user


def add(sessions: Sessions, who: User, submission_id: int, text: str, line: int | None = None) -> int:
    with sessions.begin() as session:
        return comments.add(session, who, submission_id, text, line).id


def said(sessions: Sessions, submission_id: int) -> list[tuple[str, int | None, str]]:
    with sessions() as session:
        return [(each.author.name, each.line, each.text) for each in all_comments.comments(session, submission_id)]


def test_staff_comment_on_lines_and_on_the_whole(
    sessions: Sessions, school: School, assistant: User, submission_id: int
) -> None:
    add(sessions, school.instructor, submission_id, " Well begun.\r\nGo on.\x00 ")
    add(sessions, assistant, submission_id, "Why 2?", 2)
    assert said(sessions, submission_id) == [("Ida", None, "Well begun.\nGo on."), ("Tia", 2, "Why 2?")]


def test_a_second_click_says_it_once(sessions: Sessions, school: School, submission_id: int) -> None:
    first = add(sessions, school.instructor, submission_id, "Why?", 1)
    assert add(sessions, school.instructor, submission_id, "Why? ", 1) == first
    add(sessions, school.instructor, submission_id, "Why?")
    assert len(said(sessions, submission_id)) == 2, "about the whole it is another one"


@pytest.mark.parametrize(
    "refused",
    [("  \n\x00", None, "is empty"), ("x" * 5001, None, "too long"), ("x", 3, "1 to 2"), ("x", 0, "1 to 2")],
)
def test_what_makes_no_comment_is_refused(
    sessions: Sessions, school: School, submission_id: int, refused: tuple[str, int | None, str]
) -> None:
    text, line, told = refused
    with pytest.raises(Refused, match=told):
        add(sessions, school.instructor, submission_id, text, line)
    assert said(sessions, submission_id) == []


def test_only_who_said_it_removes_it(sessions: Sessions, school: School, assistant: User, submission_id: int) -> None:
    comment = add(sessions, assistant, submission_id, "Why?")
    with sessions.begin() as session, pytest.raises(NotAllowed):
        comments.remove(session, school.instructor, comment)
    with sessions.begin() as session:
        assert comments.remove(session, assistant, comment) == submission_id
    assert said(sessions, submission_id) == []
    with sessions.begin() as session, pytest.raises(NotFound):
        comments.remove(session, assistant, comment)


def test_students_and_strangers_say_nothing(sessions: Sessions, school: School, submission_id: int) -> None:
    comment = add(sessions, school.instructor, submission_id, "Why?")
    stranger = User(name="Otto", email="otto@example.org")
    with sessions.begin() as session:
        session.add(stranger)
        session.flush()
        enrol(session, stranger, create_course(session, "Elsewhere"), Role.INSTRUCTOR)
    for who, error in ((school.ada, NotAllowed), (school.ben, NotFound), (stranger, NotFound)):
        with pytest.raises(error):
            add(sessions, who, submission_id, "me too")
        with sessions.begin() as session, pytest.raises(error):
            comments.remove(session, who, comment)
    assert len(said(sessions, submission_id)) == 1


def test_it_is_written_down_without_the_words(sessions: Sessions, school: School, submission_id: int) -> None:
    comment = add(sessions, school.instructor, submission_id, "secret words", 2)
    with sessions.begin() as session:
        comments.remove(session, school.instructor, comment)
    with sessions() as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(each.action, each.student_id, each.target, each.detail) for each in found] == [
        ("commented", school.ada.id, "Losses, attempt 1", {"line": 2}),
        ("removed_comment", school.ada.id, "Losses, attempt 1", {"line": 2}),
    ]
