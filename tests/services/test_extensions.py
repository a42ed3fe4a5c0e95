"""More time and more attempts for one student."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Extension, LineItem, Result, Role, User
from grader.db.queries import line_items as queries
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import courses, extensions
from grader.services.extensions import Grant
from tests.conftest import School
from tests.db.test_queries import hand_in

DUE = datetime(2026, 12, 1, 18, tzinfo=UTC)
LATER = DUE + timedelta(days=3)
ILL = Grant(LATER, 1, "Ill")


@pytest.fixture
def item(sessions: sessionmaker[Session], school: School) -> LineItem:
    """Return an assignment with a due date and three attempts; Ada and Ben were two days late."""
    with sessions.begin() as session:
        item = session.get_one(LineItem, school.line_item.id)
        item.due_at, item.closes_at, item.late_percent_per_day = DUE, DUE + timedelta(days=9), 10
        item.max_attempts = 3
        for student in (school.ada, school.ben):
            hand_in(session, item, student, 1, 50).received_at = DUE + timedelta(days=2)
        return item


def score(session: Session, student: User) -> Decimal | None:
    return session.scalar(select(Result.score).where(Result.student_id == student.id))


def test_an_extension_changes_the_score_of_its_student_alone(
    sessions: sessionmaker[Session], school: School, item: LineItem
) -> None:
    with sessions.begin() as session:
        extensions.grant(session, school.instructor, item.id, school.ben.id, Grant(DUE + timedelta(days=1), 0, "Ill"))
        extensions.grant(session, school.instructor, item.id, school.ada.id, ILL)
    with sessions.begin() as session:
        assert (score(session, school.ada), score(session, school.ben)) == (Decimal(50), Decimal(45))
        given = queries.extension_of(session, item.id, school.ada.id)
        assert given is not None
        assert extensions.remove(session, school.instructor, item.id, given.id) is not None
        assert score(session, school.ada) == Decimal(40)
        assert extensions.remove(session, school.instructor, item.id, given.id) is None, "removed by another tab"


def test_what_is_granted_again_replaces_and_is_written_down(
    sessions: sessionmaker[Session], school: School, item: LineItem
) -> None:
    with sessions.begin() as session:
        extensions.grant(session, school.instructor, item.id, school.ada.id, ILL)
    with sessions.begin() as session:
        extensions.grant(session, school.instructor, item.id, school.ada.id, Grant(None, 2, " Moved house "))
    with sessions() as session:
        kept = session.scalars(select(Extension)).one()
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()[-1]
    assert (kept.due_at, kept.extra_attempts, kept.reason) == (None, 2, "Moved house")
    assert (last.action, last.student_id) == ("granted_extension", school.ada.id)
    assert last.detail == {
        "before": {"due_at": LATER.isoformat(), "extra_attempts": 1},
        "after": {"due_at": None, "extra_attempts": 2},
        "reason": "Moved house",
    }


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        ({"due_at": DUE}, "due_at"),
        ({"due_at": None, "extra_attempts": 0}, "due_at"),
        ({"extra_attempts": -1}, "extra_attempts"),
        ({"extra_attempts": 1001}, "extra_attempts"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_what_grants_nothing_is_refused(
    sessions: sessionmaker[Session], school: School, item: LineItem, grant: dict[str, Any], field: str
) -> None:
    granted = replace(ILL, **grant)
    assert list(granted.problems(item)) == [field]
    with sessions.begin() as session, pytest.raises(Refused):
        extensions.grant(session, school.instructor, item.id, school.ada.id, granted)


def test_where_there_are_no_limits_there_is_nothing_to_extend(school: School) -> None:
    assert list(ILL.problems(school.line_item)) == ["due_at", "extra_attempts"]


def test_of_two_who_grant_at_once_the_later_replaces(
    sessions: sessionmaker[Session], school: School, item: LineItem
) -> None:
    ready = Barrier(2)

    def grant(extra: int) -> None:
        ready.wait()
        with sessions.begin() as session:
            extensions.grant(session, school.instructor, item.id, school.ada.id, Grant(None, extra, "Ill"))

    with ThreadPoolExecutor() as pool:
        list(pool.map(grant, (1, 2)))
    with sessions() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert session.scalars(select(Extension)).one().extra_attempts == events[-1].detail["after"]["extra_attempts"]
    assert [event.detail["before"] is None for event in events] == [True, False]


def test_only_students_of_the_course_get_one(sessions: sessionmaker[Session], school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        stranger = User(name="Eve", email="eve@example.org")
        session.add(stranger)
        session.flush()
        for nobody in (stranger.id, school.instructor.id, 999):
            with pytest.raises(NotFound):
                extensions.grant(session, school.instructor, item.id, nobody, ILL)


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ASSISTANT])
def test_only_instructors_grant_and_remove(
    sessions: sessionmaker[Session], school: School, item: LineItem, role: Role
) -> None:
    with sessions.begin() as session:
        given = extensions.grant(session, school.instructor, item.id, school.ada.id, ILL)
        courses.enrol(session, school.ben, school.course, role)
    with sessions.begin() as session:
        with pytest.raises(NotAllowed):
            extensions.grant(session, school.ben, item.id, school.ben.id, ILL)
        with pytest.raises(NotAllowed):
            extensions.remove(session, school.ben, item.id, given.id)


def test_an_extension_of_another_assignment_is_not_removed_by_its_number(
    sessions: sessionmaker[Session], school: School, item: LineItem
) -> None:
    with sessions.begin() as session:
        given = extensions.grant(session, school.instructor, item.id, school.ada.id, ILL)
        other = courses.open_assignment(session, school.course, "adam", "Adam")
        assert extensions.remove(session, school.instructor, other.id, given.id) is None
        assert session.get(Extension, given.id) is not None


def test_students_are_found_by_address_first_then_by_any_part(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        user = User(name="Adam", email="ada@example.org.uk")
        session.add(user)
        session.flush()
        courses.enrol(session, user, school.course, Role.STUDENT)

    def found(text: str) -> list[str]:
        with sessions() as session:
            return [each.name for each in queries.students_like(session, school.course.id, text, 5)]

    assert found("Ada@example.org") == ["Ada"]
    assert found("ada") == ["Ada", "Adam"]
    assert found("Ida") == [], "staff are no students"
    assert found("%") == []
