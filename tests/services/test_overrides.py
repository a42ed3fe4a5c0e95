"""Scores by hand: by instructors, with a reason, to the cent, until they are lifted."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, ClassReport, GradeEvent, Role, User
from grader.db.queries import grades as all_grades
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import overrides
from grader.services.courses import enrol
from tests.conftest import School
from tests.services.regrading import book, hand_in, score, worth

Sessions = sessionmaker[Session]


def override(
    sessions: Sessions, school: School, value: str, reason: str = "oral exam", who: User | None = None
) -> None:
    with sessions.begin() as session:
        cell = school.line_item.id, school.ada.id
        overrides.override(session, who or school.instructor, *cell, score=Decimal(value), reason=reason)


def lift(sessions: Sessions, school: School, reason: str = "a mistake of ours", who: User | None = None) -> None:
    with sessions.begin() as session:
        overrides.lift(session, who or school.instructor, school.line_item.id, school.ada.id, reason=reason)


def events(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(GradeEvent)) or 0


def test_a_score_by_hand_counts_until_it_is_lifted(sessions: Sessions, school: School) -> None:
    hand_in(sessions, school, school.ada, worth("66.67"))
    before = book(sessions)
    override(sessions, school, "12.34")
    assert book(sessions)[school.ada.id] == (Decimal("12.34"), Decimal("66.67"), 1, 1, True)
    hand_in(sessions, school, school.ada, worth("99"))
    assert score(sessions, school.ada) == Decimal("12.34")
    with sessions() as session:
        standing = all_grades.override(session, school.line_item.id, school.ada.id)
        assert standing is not None
        assert (standing.actor and standing.actor.name, standing.reason) == ("Ida", "oral exam")
        assert session.scalar(select(ClassReport)) is not None, "the figures of the class are worked out anew"
    lift(sessions, school)
    assert book(sessions)[school.ada.id][:2] == (Decimal(99), Decimal(99))
    assert book(sessions).keys() == before.keys()
    with sessions() as session:
        assert all_grades.override(session, school.line_item.id, school.ada.id) is None


def test_who_has_handed_in_nothing_can_be_given_a_score(sessions: Sessions, school: School) -> None:
    override(sessions, school, "50")
    assert book(sessions)[school.ada.id] == (Decimal(50), None, None, None, True)
    lift(sessions, school)
    assert score(sessions, school.ada) is None


def test_a_second_click_changes_nothing(sessions: Sessions, school: School) -> None:
    lift(sessions, school)
    assert events(sessions) == 0
    for _ in range(2):
        override(sessions, school, "50")
    assert events(sessions) == 1
    override(sessions, school, "50", "another reason")
    assert events(sessions) == 2
    for _ in range(2):
        lift(sessions, school)
    assert events(sessions) == 3


@pytest.mark.parametrize(
    "value", ["-0.01", "100.01", "1e9", "NaN", "sNaN", "Infinity", "-Infinity", "0.001", "1e-99999"]
)
def test_a_score_is_from_0_to_100_to_the_cent(sessions: Sessions, school: School, value: str) -> None:
    with pytest.raises(Refused, match="from 0 to 100"):
        override(sessions, school, value)
    assert events(sessions) == 0


@pytest.mark.parametrize("reason", ["", " \n", "\x00", "x" * 1001])
def test_a_reason_is_needed(sessions: Sessions, school: School, reason: str) -> None:
    with pytest.raises(Refused, match=r"Say why|too long"):
        override(sessions, school, "1", reason)
    with pytest.raises(Refused, match=r"Say why|too long"):
        lift(sessions, school, reason)


def test_only_instructors_give_scores_by_hand_and_only_to_people_of_the_course(
    sessions: Sessions, school: School
) -> None:
    assistant, stranger = User(name="Tia", email="tia@example.org"), User(name="Eve", email="eve@example.org")
    with sessions.begin() as session:
        session.add_all([assistant, stranger])
        session.flush()
        enrol(session, assistant, school.course, Role.ASSISTANT)
    for who, error in ((assistant, NotAllowed), (school.ada, NotAllowed), (stranger, NotFound)):
        with pytest.raises(error):
            override(sessions, school, "100", who=who)
        with pytest.raises(error):
            lift(sessions, school, who=who)
    cell = school.line_item.id, stranger.id
    with sessions.begin() as session, pytest.raises(NotFound):
        overrides.override(session, school.instructor, *cell, score=Decimal(1), reason="why")
    assert events(sessions) == 0


def test_before_after_and_reason_are_written_down(sessions: Sessions, school: School) -> None:
    hand_in(sessions, school, school.ada, worth("66.67"))
    override(sessions, school, "12.34")
    lift(sessions, school)
    with sessions() as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(each.action, each.student_id, each.detail) for each in found] == [
        ("overrode_score", school.ada.id, {"before": "66.67", "after": "12.34", "reason": "oral exam"}),
        ("lifted_override", school.ada.id, {"before": "12.34", "after": "66.67", "reason": "a mistake of ours"}),
    ]
