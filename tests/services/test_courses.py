"""Courses and the first start."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Course, Enrolment, LineItem, Role, User
from grader.db.queries import people
from grader.services import courses
from tests.conftest import School

ASSIGNMENTS = [("loss", "Losses"), ("backprop", "Backpropagation")]


def test_join_codes_differ(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        codes = {courses.create_course(session, "Same title").join_code for _ in range(20)}
    assert len(codes) == 20
    assert min(map(len, codes)) >= 12


def test_enrol_changes_a_role(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        courses.enrol(session, school.ada, school.course, Role.INSTRUCTOR)
    with sessions() as session:
        assert people.role(session, school.ada.id, school.course.id) is Role.INSTRUCTOR
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 3


def test_an_assignment_is_opened_once(sessions: sessionmaker[Session], school: School) -> None:
    due = datetime(2026, 12, 24, tzinfo=UTC)
    with sessions.begin() as session:
        first = courses.open_assignment(session, school.course, "adam", "Adam", due)
        again = courses.open_assignment(session, school.course, "adam", "Another title")
        third = courses.open_assignment(session, school.course, "rnn", "Recurrent networks")
    assert again is first
    assert (first.title, first.due_at, first.position, third.position) == ("Adam", due, 2, 3)


def test_the_first_start_makes_a_course(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        course, instructor = courses.ensure_first_course(session, ASSIGNMENTS)
    with sessions() as session:
        assert people.role(session, instructor.id, course.id) is Role.INSTRUCTOR
        titles = session.scalars(select(LineItem.title).order_by(LineItem.position)).all()
    assert (course.title, instructor.name, instructor.email) == (
        "Neural networks from scratch", "Instructor", "instructor@localhost",
    )  # fmt: skip
    assert titles == ["Losses", "Backpropagation"]


def test_a_later_start_only_opens_what_is_new(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        course, instructor = courses.ensure_first_course(session, ASSIGNMENTS)
        course.title, instructor.name = "Renamed", "Ida"
    with sessions.begin() as session:
        again, same = courses.ensure_first_course(session, [*ASSIGNMENTS, ("adam", "Adam")])
    assert (again.id, again.title, again.join_code) == (course.id, "Renamed", course.join_code)
    assert (same.id, same.name) == (instructor.id, "Ida")
    with sessions() as session:
        assert session.scalars(select(LineItem.assignment).order_by(LineItem.position)).all() == [
            "loss", "backprop", "adam",
        ]  # fmt: skip


def test_processes_that_start_together_make_one_course(sessions: sessionmaker[Session]) -> None:
    def start(_: int) -> int:
        with sessions.begin() as session:
            return courses.ensure_first_course(session, ASSIGNMENTS)[0].id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    with sessions() as session:
        counts = [session.scalar(select(func.count()).select_from(model)) for model in (Course, User, LineItem)]
    assert counts == [1, 1, 2]
