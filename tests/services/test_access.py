"""Who sees what: a student their own, staff their course's, a stranger nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Course, Role, User
from grader.errors import NotAllowed, NotFound
from grader.services import access
from grader.services.courses import create_course, enrol
from grader.services.submissions import submit
from tests.conftest import School


@pytest.fixture
def stranger(sessions: sessionmaker[Session]) -> User:
    """Return an instructor of another course."""
    user = User(name="Cleo", email="cleo@example.org")
    with sessions.begin() as session:
        session.add(user)
        session.flush()
        enrol(session, user, create_course(session, "Another"), Role.INSTRUCTOR)
    return user


def test_members_see_their_course(sessions: sessionmaker[Session], school: School, stranger: User) -> None:
    with sessions() as session:
        course, role = access.see_course(session, school.ada, school.course.id)
        assert (course.title, role) == ("Networks", Role.STUDENT)
        item, role = access.see_line_item(session, school.instructor, school.line_item.id)
        assert (item.course.title, role) == ("Networks", Role.INSTRUCTOR)
        _refused(access.see_course, session, stranger, school.course.id)
        _refused(access.see_line_item, session, stranger, school.line_item.id)
        _refused(access.see_line_item, session, school.ada, 999)


def test_a_submission_is_its_students_and_the_staffs(
    sessions: sessionmaker[Session], school: School, stranger: User
) -> None:
    with sessions.begin() as session:
        submission = submit(session, school.ada, school.line_item.id, b"x = 1\n", 16)
    run = submission.runs[0].id
    with sessions() as session:
        for user in (school.ada, school.instructor):
            assert access.see_submission(session, user, submission.id)[0].content == b"x = 1\n"
            assert access.see_run(session, user, run)[0].submission_id == submission.id
        for user in (school.ben, stranger):
            _refused(access.see_submission, session, user, submission.id)
            _refused(access.see_run, session, user, run)
        _refused(access.see_run, session, school.instructor, 999)
        _refused(access.see_submission, session, school.instructor, 999)
        for see in (access.see_run, access.see_submission, access.see_line_item, access.see_course):
            _refused(see, session, school.instructor, 2**70)


def test_staff_only(sessions: sessionmaker[Session], school: School, stranger: User) -> None:
    with sessions() as session:
        course: Course = access.require_staff(session, school.instructor, school.course.id)
        assert course.id == school.course.id
        with pytest.raises(NotAllowed):
            access.require_staff(session, school.ada, school.course.id)
        _refused(access.require_staff, session, stranger, school.course.id)


def _refused(see: Callable[..., Any], *arguments: object) -> None:
    with pytest.raises(NotFound):
        see(*arguments)
