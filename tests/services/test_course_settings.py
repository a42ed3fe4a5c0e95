"""Titles of courses, and further courses."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Course, Role
from grader.db.queries import people
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import course_settings, courses
from tests.conftest import School


def test_a_title_is_saved_and_written_down_once(sessions: sessionmaker[Session], school: School) -> None:
    for _ in range(2):
        with sessions.begin() as session:
            course_settings.rename(session, school.instructor, school.course.id, "  Deep   networks ")
    with sessions() as session:
        assert session.get_one(Course, school.course.id).title == "Deep networks"
        event = session.scalars(select(AuditEvent)).one()
    assert event.detail == {"before": {"title": "Networks"}, "after": {"title": "Deep networks"}}


@pytest.mark.parametrize("title", ["", "   ", "x" * 201, "a\0b", "a\ud800"])
def test_a_title_that_is_none_is_refused(sessions: sessionmaker[Session], school: School, title: str) -> None:
    with sessions.begin() as session:
        with pytest.raises(Refused):
            course_settings.rename(session, school.instructor, school.course.id, title)
        with pytest.raises(Refused):
            course_settings.make_course(session, school.instructor, title)


def test_who_makes_a_course_teaches_it(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        made = course_settings.make_course(session, school.instructor, "Second")
        assert people.role(session, school.instructor.id, made.id) is Role.INSTRUCTOR
        assert made.join_code != school.course.join_code


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ASSISTANT])
def test_who_teaches_nothing_makes_none_and_renames_none(
    sessions: sessionmaker[Session], school: School, role: Role
) -> None:
    with sessions.begin() as session:
        courses.enrol(session, school.ada, school.course, role)
        with pytest.raises(NotAllowed):
            course_settings.make_course(session, school.ada, "Mine")
        with pytest.raises(NotAllowed):
            course_settings.rename(session, school.ada, school.course.id, "Mine")


def test_another_course_is_not_found(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        other = courses.create_course(session, "Elsewhere")
        with pytest.raises(NotFound):
            course_settings.rename(session, school.instructor, other.id, "Mine")
