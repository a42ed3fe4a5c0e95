"""The gradebook for staff: its order, its pages, and the figures below it."""

import random
from decimal import Decimal
from statistics import mean

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Course, JobState, LineItem, Result, Role, Run, User
from grader.db.queries import grade_table
from grader.db.queries.grade_table import BY_EMAIL, BY_TOTAL, Cell, Sort
from grader.domain.columns import Figures
from grader.services.courses import create_course, enrol, open_assignment
from tests.conftest import School
from tests.db.test_queries import hand_in, statements


@pytest.fixture
def second(sessions: sessionmaker[Session], school: School) -> LineItem:
    """Return a second assignment; Ada has 40 and 90 in the two, Ben 60 in the first, Cleo and dora nothing."""
    with sessions.begin() as session:
        item = open_assignment(session, school.course, "adam", "Adam")
        for name, email in (("Cleo", "a@example.org"), ("dora", "b_%@example.org")):
            user = User(name=name, email=email)
            session.add(user)
            session.flush()
            enrol(session, user, school.course, Role.STUDENT)
        hand_in(session, school.line_item, school.ada, 1, 40)
        hand_in(session, item, school.ada, 1, 90)
        hand_in(session, school.line_item, school.ben, 1, 60)
        hand_in(session, school.line_item, school.instructor, 1, 100)
        elsewhere = create_course(session, "Elsewhere")
        enrol(session, school.ben, elsewhere, Role.STUDENT)
        hand_in(session, open_assignment(session, elsewhere, "loss", "Losses"), school.ben, 1, 100)
        return item


@pytest.mark.parametrize(
    ("by", "is_descending", "names"),
    [
        ("name", False, ["Ada", "Ben", "Cleo", "dora"]),
        ("name", True, ["dora", "Cleo", "Ben", "Ada"]),
        (BY_EMAIL, False, ["Cleo", "Ada", "dora", "Ben"]),
        (BY_TOTAL, False, ["Ben", "Ada", "Cleo", "dora"]),
        (BY_TOTAL, True, ["Ada", "Ben", "Cleo", "dora"]),
        (1, False, ["Ada", "Ben", "Cleo", "dora"]),
        (1, True, ["Ben", "Ada", "Cleo", "dora"]),
        (2, True, ["Ada", "Ben", "Cleo", "dora"]),
    ],
)
@pytest.mark.usefixtures("second")
def test_rows_come_in_order_and_who_has_nothing_last(
    sessions: sessionmaker[Session], school: School, by: str | int, names: list[str], *, is_descending: bool
) -> None:
    with sessions.begin() as session:
        session.get_one(User, school.ada.id).email = "aa@example.org"
    with sessions() as session:
        found = grade_table.rows(session, school.course.id, "", Sort(by, is_descending), offset=0, limit=9)
    assert [row.name for row in found] == names


def test_a_page_has_its_cells_and_a_total(
    engine: Engine, sessions: sessionmaker[Session], school: School, second: LineItem
) -> None:
    with sessions.begin() as session:
        again = hand_in(session, second, school.ada, 2)
    with sessions() as session, statements(engine) as sent:
        ada, ben = grade_table.rows(session, school.course.id, "", Sort(), offset=0, limit=2)
    assert (ada.name, ada.total, ben.name, ben.total) == ("Ada", Decimal(130), "Ben", Decimal(60))
    assert ada.cells[second.id] == Cell(
        Decimal(90), 0, is_overridden=False, submission_id=again.id, state=JobState.OPEN
    )
    assert list(ben.cells) == [school.line_item.id], "what Ben has in another course is not here"
    assert len(sent) == 3


@pytest.mark.usefixtures("second")
def test_everybody_comes_with_what_counts(engine: Engine, sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session, statements(engine) as sent:
        found = grade_table.everybody(session, school.course.id)
    assert [(name, scores) for name, _, scores in found] == [
        ("Ada", {1: Decimal(40), 2: Decimal(90)}), ("Ben", {1: Decimal(60)}), ("Cleo", {}), ("dora", {}),
    ]  # fmt: skip
    assert len(sent) == 2


@pytest.mark.usefixtures("second")
def test_pages_follow_each_other(sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session:
        pages = [grade_table.rows(session, school.course.id, "", Sort(), offset=at, limit=3) for at in (0, 3, 6)]
    assert [[row.name for row in page] for page in pages] == [["Ada", "Ben", "Cleo"], ["dora"], []]


@pytest.mark.parametrize(
    ("search", "names"),
    [("a", ["Ada", "Ben", "Cleo", "dora"]), ("BEN", ["Ben"]), ("_%", ["dora"]), ("%", ["dora"]), ("\\", []), ("'", [])],
)
@pytest.mark.usefixtures("second")
def test_a_search_is_of_names_and_addresses_and_takes_signs_as_they_are(
    sessions: sessionmaker[Session], school: School, search: str, names: list[str]
) -> None:
    with sessions() as session:
        found = grade_table.rows(session, school.course.id, search, Sort(), offset=0, limit=9)
        assert [row.name for row in found] == names
        assert grade_table.count(session, school.course.id, search) == len(names)


def test_figures_are_of_the_students_alone(
    engine: Engine, sessions: sessionmaker[Session], school: School, second: LineItem
) -> None:
    with sessions.begin() as session:
        hand_in(session, second, school.ben, 1)
    with sessions() as session, statements(engine) as sent:
        found = grade_table.figures(session, school.course.id)
    assert found == {
        school.line_item.id: Figures(2, 2, Decimal(50)),
        second.id: Figures(2, 1, Decimal(90)),
    }
    assert len(sent) == 1


def test_figures_agree_with_python_s_statistics(sessions: sessionmaker[Session], school: School) -> None:
    chance = random.Random(3)
    scores = [Decimal(chance.randrange(1001)) / 10 for _ in range(42)]
    with sessions.begin() as session:
        for number, score in enumerate(scores):
            user = User(name=f"S{number}", email=f"s{number}@example.org")
            session.add(user)
            session.flush()
            enrol(session, user, school.course, Role.STUDENT)
            cell = {"line_item_id": school.line_item.id, "student_id": user.id}
            session.add(Result(**cell, attempts=1, score=score, earned=score))
    with sessions() as session:
        found = grade_table.figures(session, school.course.id)[school.line_item.id]
    assert found.mean is not None
    assert abs(found.mean - mean(scores)) <= Decimal("0.005")


def test_an_empty_course_has_no_rows_and_no_figures(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        course: Course = create_course(session, "New")
        assert grade_table.rows(session, course.id, "", Sort(), offset=0, limit=9) == []
        assert grade_table.everybody(session, course.id) == []
        assert grade_table.figures(session, course.id) == {}


def test_a_trial_of_a_regrade_does_not_show(sessions: sessionmaker[Session], school: School, second: LineItem) -> None:
    with sessions.begin() as session:
        submission = hand_in(session, second, school.ben, 1, 10)
        session.add(Run(submission_id=submission.id, is_trial=True))
    with sessions() as session:
        ben = grade_table.rows(session, school.course.id, "Ben", Sort(), offset=0, limit=1)[0]
    assert ben.cells[second.id].state is JobState.DONE
