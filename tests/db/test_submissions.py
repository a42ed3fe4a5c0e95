"""The list of submissions: each filter finds what it says, in the order that was asked for."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Enrolment, Extension, LineItem, Role, Submission, User, utc_now
from grader.db.queries import submissions
from grader.db.queries.submissions import Filter, Order, State
from grader.domain.scoring import Outcome
from grader.exam.report import Explanation, Report, TestResult
from grader.services import overrides, regrades, results
from tests.conftest import School
from tests.services.regrading import FAILED, hand_in, run_all, worth

Sessions = sessionmaker[Session]
SLOW = TestResult("test_slow", "Is fast", "speed", Outcome.TIMED_OUT, Decimal(0), Decimal(100), "")
MISTAKEN = Report("loss", 1, (SLOW,), (Explanation("sum", "A sum", "why", converges=None),))


@pytest.fixture
def item(sessions: Sessions, school: School) -> LineItem:
    """Ada: 1 graded 40, 2 graded 90, 3 waits; Ben: 4 failed, 5 graded 0 with a mistake; the instructor's own is 6."""
    for student, report in (
        (school.ada, worth("40")),
        (school.ada, worth("90")),
        (school.ben, FAILED),
        (school.ben, MISTAKEN),
        (school.instructor, worth("100")),
        (school.ada, None),
    ):
        hand_in(sessions, school, student, report)
    with sessions() as session:
        return session.get_one(LineItem, school.line_item.id)


def found(sessions: Sessions, item: LineItem, order: Order = Order.STUDENT, **wanted: Any) -> list[int]:
    with sessions() as session:
        ids = submissions.ids(session, item, Filter(**wanted), order)
        listed = submissions.listed(session, item, ids)
    assert [each.submission.id for each in listed] == ids
    return ids


ADA, BEN, WAITING = [1, 2, 6], [3, 4], 6


def test_all_attempts_of_students_are_there_and_those_of_staff_are_not(sessions: Sessions, item: LineItem) -> None:
    assert found(sessions, item) == [*ADA, *BEN]
    assert found(sessions, item, Order.NEWEST) == [6, 4, 3, 2, 1]
    assert found(sessions, item, Order.HIGHEST) == [2, 1, 4, 6, 3], "without a score last"
    assert found(sessions, item, Order.LOWEST) == [4, 1, 2, 6, 3]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"student": "aDA"}, ADA),
        ({"student": "ben@example"}, BEN),
        ({"student": "%"}, []),
        ({"student": "_da"}, []),
        ({"state": State.WAITING}, [WAITING]),
        ({"state": State.GRADED}, [1, 2, 4]),
        ({"state": State.NOT_GRADED}, [3]),
        ({"test": "test_a"}, [1, 2]),
        ({"test": "test_slow"}, [4]),
        ({"test": "test"}, []),
        ({"mistake": "sum"}, [4]),
        ({"mistake": "mean"}, []),
        ({"lowest": Decimal(40)}, [1, 2]),
        ({"highest": Decimal("89.99")}, [1, 4]),
        ({"lowest": Decimal(41), "highest": Decimal(90)}, [2]),
        ({"is_counting": True}, [2, 4]),
        ({"is_counting": True, "state": State.GRADED, "test": "test_a", "student": "ada"}, [2]),
        ({"is_late": True}, []),
        ({"mistake": "sum", "student": "ada"}, []),
    ],
)
def test_a_filter_finds_what_it_says(
    sessions: Sessions, item: LineItem, wanted: dict[str, Any], expected: list[int]
) -> None:
    assert found(sessions, item, **wanted) == expected


def test_late_is_after_what_was_granted(sessions: Sessions, school: School, item: LineItem) -> None:
    now = utc_now()
    with sessions.begin() as session:
        session.get_one(LineItem, item.id).due_at = now
        session.execute(update(Submission).values(received_at=now + timedelta(hours=1)))
        session.execute(update(Submission).where(Submission.id == 1).values(received_at=now))
        granted = {"line_item_id": item.id, "reason": "ill"}
        session.add(Extension(student_id=school.ben.id, due_at=now + timedelta(days=1), **granted))
    with sessions() as session:
        item = session.get_one(LineItem, item.id)
        listed = submissions.listed(session, item, [1, 2, 3])
    assert [each.is_late for each in listed] == [False, True, False]
    assert found(sessions, item, is_late=True) == [2, 6]


def test_a_range_of_what_counts_is_after_overrides(sessions: Sessions, school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        cell = item.id, school.ada.id
        overrides.override(session, school.instructor, *cell, score=Decimal(10), reason="why")
    assert found(sessions, item, is_counting=True, highest=Decimal(50)) == [2, 4]
    assert found(sessions, item, Order.HIGHEST, is_counting=True, lowest=Decimal(5)) == [2]


def test_a_trial_changes_nothing_in_the_list(sessions: Sessions, school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        regrades.start(session, school.instructor, item.id, [1, 3], "why")
    assert found(sessions, item, state=State.WAITING) == [WAITING]
    run_all(sessions, MISTAKEN)
    assert found(sessions, item, mistake="sum", student="ada") == [6], "what waited is graded, the trials are not shown"


def test_who_has_left_is_not_there(sessions: Sessions, school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        session.query(Enrolment).where(Enrolment.user_id == school.ada.id).delete()
    assert found(sessions, item) == BEN


def test_who_has_handed_in_nothing(sessions: Sessions, school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        people = [User(name=name, email=f"{name.lower()}@example.org") for name in ("Zoe", "Cleo")]
        session.add_all(people)
        session.flush()
        session.add_all(Enrolment(user_id=each.id, course_id=school.course.id, role=Role.STUDENT) for each in people)
    with sessions() as session:
        assert [each.name for each in submissions.missing(session, item, "", 0, 50)] == ["Cleo", "Zoe"]
        assert [each.name for each in submissions.missing(session, item, "", 1, 1)] == ["Zoe"]
        assert submissions.count_missing(session, item, "") == 2
        assert submissions.count_missing(session, item, "zo") == 1


def test_the_newest_of_each_student_by_name(sessions: Sessions, school: School, item: LineItem) -> None:
    with sessions.begin() as session:
        results.refresh(session, item.id)
    with sessions() as session:
        assert submissions.newest_ids(session, item) == [(school.ada.id, 6), (school.ben.id, 4)]
        assert submissions.title_of_test(session, item.id, "test_slow") == "Is fast"
        assert submissions.title_of_test(session, item.id, "nope") is None
        assert submissions.title_of_mistake(session, item.id, "sum") == "A sum"
        assert submissions.title_of_mistake(session, item.id + 1, "sum") is None
