"""Settings of assignments: saved, written down, and never lost without a word."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, ClassReport, LineItem, Result, Role, Submission, User
from grader.db.queries import line_items as queries
from grader.domain.gradebook import Counting
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import courses, line_items
from grader.services.line_items import ChangedMeanwhile, rules_of, version_of
from tests.conftest import School
from tests.db.test_queries import hand_in

DUE = datetime(2026, 12, 1, 18, 0, 30, tzinfo=UTC)


def version(session: Session, item_id: int) -> str:
    return version_of(rules_of(session.get_one(LineItem, item_id)))


def scores(session: Session) -> list[Decimal | None]:
    return list(session.scalars(select(Result.score).order_by(Result.student_id)))


def arrive(submission: Submission, at: datetime) -> None:
    submission.received_at = at


def test_settings_are_saved_and_written_down_with_before_and_after(
    sessions: sessionmaker[Session], school: School
) -> None:
    with sessions.begin() as session:
        rules = replace(rules_of(school.line_item), title="Loss", due_at=DUE, max_attempts=5, is_published=False)
        seen = version(session, school.line_item.id)
        assert line_items.change(session, school.instructor, school.line_item.id, rules, seen) == 0
    with sessions() as session:
        assert rules_of(session.get_one(LineItem, school.line_item.id)) == rules
        event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.target, event.actor_id) == ("changed_settings", "Loss", school.instructor.id)
    assert event.detail["before"] == {"title": "Losses", "is_published": True, "due_at": None, "max_attempts": None}
    assert event.detail["after"]["due_at"] == "2026-12-01T18:00:30+00:00"


def test_a_new_due_date_changes_scores_and_says_how_many(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        for student, days in ((school.ada, -1), (school.ben, 1)):
            arrive(hand_in(session, school.line_item, student, 1, 80), DUE + timedelta(days=days))
    with sessions.begin() as session:
        rules = replace(rules_of(school.line_item), due_at=DUE, closes_at=DUE + timedelta(9), late_percent_per_day=10)
        seen = version(session, school.line_item.id)
        assert line_items.change(session, school.instructor, school.line_item.id, rules, seen) == 1
        assert scores(session) == [Decimal(80), Decimal(72)]
        assert session.scalar(select(ClassReport.line_item_id)) == school.line_item.id


def test_another_counting_changes_scores(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        hand_in(session, school.line_item, school.ada, 1, 80)
        hand_in(session, school.line_item, school.ada, 2, 60)
    with sessions.begin() as session:
        rules = replace(rules_of(school.line_item), counting=Counting.LATEST)
        seen = version(session, school.line_item.id)
        assert line_items.change(session, school.instructor, school.line_item.id, rules, seen) == 1
        assert scores(session) == [Decimal(60)]


def test_a_title_moves_no_score_and_nothing_new_is_not_written_down(
    sessions: sessionmaker[Session], school: School
) -> None:
    with sessions.begin() as session:
        seen = version(session, school.line_item.id)
        same = rules_of(school.line_item)
        assert line_items.change(session, school.instructor, school.line_item.id, same, seen) is None
        assert session.scalars(select(AuditEvent)).all() == []
        renamed = replace(same, title="Other")
        assert line_items.change(session, school.instructor, school.line_item.id, renamed, seen) is None


def test_who_saves_what_was_changed_meanwhile_is_told(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        seen = version(session, school.line_item.id)
        first = replace(rules_of(school.line_item), max_attempts=2)
        line_items.change(session, school.instructor, school.line_item.id, first, seen)
    with sessions.begin() as session:
        second = replace(rules_of(school.line_item), title="Mine")
        with pytest.raises(ChangedMeanwhile):
            line_items.change(session, school.instructor, school.line_item.id, second, seen)
        item = session.get_one(LineItem, school.line_item.id)
        change = queries.last_change(session, item)
        assert change is not None
        assert (change.actor.name, change.detail["after"]) == ("Ida", {"max_attempts": 2})
        assert item.title == "Losses"
        line_items.change(session, school.instructor, item.id, second, version(session, item.id))
        assert (item.title, item.max_attempts) == ("Mine", None), "the later wins, knowingly"


def test_of_two_who_save_at_once_one_is_told(sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session:
        seen = version(session, school.line_item.id)
    ready = Barrier(2)

    def save(attempts: int) -> str:
        rules = replace(rules_of(school.line_item), max_attempts=attempts, due_at=DUE)
        ready.wait()
        try:
            with sessions.begin() as session:
                line_items.change(session, school.instructor, school.line_item.id, rules, seen)
        except ChangedMeanwhile:
            return "told"
        return "saved"

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(save, (2, 3))) == ["saved", "told"]


def test_changing_rules_while_students_hand_in_leaves_every_cell_true(
    sessions: sessionmaker[Session], school: School
) -> None:
    ready = Barrier(3)

    def submit(student: User) -> None:
        ready.wait()
        for attempt in range(1, 9):
            with sessions.begin() as session:
                made = hand_in(session, school.line_item, student, attempt, attempt)
                arrive(made, DUE + timedelta(days=1))

    def change(_: object) -> None:
        ready.wait()
        for percent in range(1, 9):
            with sessions.begin() as session:
                rules = replace(rules_of(school.line_item), due_at=DUE, late_percent_per_day=percent * 10)
                seen = version(session, school.line_item.id)
                line_items.change(session, school.instructor, school.line_item.id, rules, seen)

    with ThreadPoolExecutor() as pool:
        done = [pool.submit(submit, school.ada), pool.submit(submit, school.ben), pool.submit(change, None)]
        for each in done:
            each.result()
    with sessions() as session:
        found = session.execute(select(Result.attempts, Result.earned)).all()
    assert [tuple(row) for row in found] == [(8, Decimal(8))] * 2


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ASSISTANT])
def test_only_instructors_change_settings(sessions: sessionmaker[Session], school: School, role: Role) -> None:
    with sessions.begin() as session:
        courses.enrol(session, school.ada, school.course, role)
    with sessions.begin() as session:
        with pytest.raises(NotAllowed):
            line_items.change(session, school.ada, school.line_item.id, rules_of(school.line_item), "")
        with pytest.raises(NotAllowed):
            line_items.move(session, school.ada, school.line_item.id, 1)
        with pytest.raises(NotAllowed):
            line_items.add(session, school.ada, school.course.id, "adam", "Adam")


def test_settings_of_another_course_are_not_found(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        other = courses.open_assignment(session, courses.create_course(session, "Elsewhere"), "loss", "Losses")
        with pytest.raises(NotFound):
            line_items.change(session, school.instructor, other.id, rules_of(other), "")


def test_rules_that_break_a_rule_are_refused_whoever_asks(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session, pytest.raises(Refused, match="Enter a title"):
        line_items.change(
            session, school.instructor, school.line_item.id, replace(rules_of(school.line_item), title=""), ""
        )


def test_an_added_assignment_is_hidden_and_last_and_added_once(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        session.get_one(LineItem, school.line_item.id).problem = "no reference"
        item = line_items.add(session, school.instructor, school.course.id, "adam", "Adam")
        assert (item.is_published, item.position, item.problem) == (False, 2, None)
        item.is_published = True
        again = line_items.add(session, school.instructor, school.course.id, "adam", "Adam")
        assert (again.id, again.is_published) == (item.id, True)
        assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_an_assignment_that_is_broken_elsewhere_comes_closed(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        session.get_one(LineItem, school.line_item.id).problem = "no reference"
        course = courses.create_course(session, "Second")
        courses.enrol(session, school.instructor, course, Role.INSTRUCTOR)
        assert line_items.add(session, school.instructor, course.id, "loss", "Losses").problem == "no reference"


def test_assignments_move_up_and_down_and_stop_at_the_ends(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        ids = [school.line_item.id] + [courses.open_assignment(session, school.course, s, s).id for s in ("b", "c")]
        for item_id in ids:
            session.get_one(LineItem, item_id).position = 7  # whatever it was before, even all alike

    def order(item_id: int, by: int) -> list[int]:
        with sessions.begin() as session:
            line_items.move(session, school.instructor, item_id, by)
        with sessions() as session:
            return [item.id for item in queries.of_course(session, school.course.id)]

    first, second, third = ids
    assert order(third, -1) == [first, third, second]
    assert order(third, -1) == [third, first, second]
    assert order(third, -1) == [third, first, second]
    assert order(first, 1) == [third, second, first]
    assert order(first, 1) == [third, second, first]


def test_two_who_move_at_once_lose_no_place(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        ids = [school.line_item.id] + [courses.open_assignment(session, school.course, s, s).id for s in "bcdef"]
    ready = Barrier(2)

    def move(by: int) -> None:
        ready.wait()
        for item_id in ids:
            with sessions.begin() as session:
                line_items.move(session, school.instructor, item_id, by)

    with ThreadPoolExecutor() as pool:
        list(pool.map(move, (1, -1)))
    with sessions() as session:
        positions = [item.position for item in queries.of_course(session, school.course.id)]
    assert positions == [1, 2, 3, 4, 5, 6]
