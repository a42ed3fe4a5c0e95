"""The figures of a small class, counted by hand, on both databases."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.db.models import JobState, LineItem, Regrade, Run, utc_now
from grader.db.queries import attention, figures, submissions
from grader.db.queries.submissions import Filter, Order, Turn
from grader.domain.figures import ClassFigures
from grader.domain.outcomes import Which
from grader.domain.unusual import Kind
from tests.web.figures import work_out
from tests.web.small_class import BAD, GOOD, NOT_RUN, SLOW, UNREADABLE, exam, fill, hand_in
from tests.web.world import CODE, World, make_world


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> Iterator[World]:
    made = make_world(tmp_path, database_url)
    yield made
    made.close()


def count(world: World) -> ClassFigures:
    with world.sessions() as session:
        return figures.class_figures(session, world.item.id)


@pytest.fixture
def small_class(world: World) -> World:
    """Return a class of four, and three who must not be counted."""
    fill(world)
    return world


def test_scores_and_attempts_are_those_of_students_alone(small_class: World) -> None:
    found = count(small_class)
    assert (found.median, found.mean) == (Decimal(80), Decimal(80))
    assert found.scores == [0, 0, 0, 0, 0, 0, 1, 0, 0, 1]
    assert found.attempts == [(2, 2), (3, 1)]
    assert sum(number for _, number in found.times) == 7


def test_tests_are_counted_by_the_counting_or_the_first_attempt(small_class: World) -> None:
    found = count(small_class).tests
    counted = {
        which: (table.runs, [(each.title, each.outcomes) for each in table.tests]) for which, table in found.items()
    }
    assert counted == {
        Which.COUNTING: (2, [("Output.", {GOOD: 1, BAD: 1}), ("Gradient.", {GOOD: 2})]),
        Which.FIRST: (2, [("Output.", {BAD: 2}), ("Gradient.", {GOOD: 1, SLOW: 1})]),
    }


def test_what_could_not_be_run_does_not_get_over_a_mistake(small_class: World) -> None:
    found = [
        (each.slug, each.students, each.tried_again, each.got_over, each.still) for each in count(small_class).mistakes
    ]
    assert found == [("sign", 2, 2, 1, 1), ("sum", 1, 1, 1, 0)]


def test_the_list_of_submissions_finds_the_same_students(small_class: World) -> None:
    with small_class.sessions() as session:
        item = session.get_one(LineItem, small_class.item.id)
        for each in count(small_class).mistakes:
            got_over = submissions.ids(session, item, Filter(got_over=each.slug), Order.STUDENT)
            still = submissions.ids(session, item, Filter(still=each.slug), Order.STUDENT)
            assert (each.got_over, each.still) == (len(got_over), len(still))
        often = [len(submissions.ids(session, item, Filter(fewest=n, turn=Turn.LATEST), Order.STUDENT)) for n in (2, 3)]
    assert often == [3, 1]


def test_trials_of_regrades_change_nothing_and_a_run_that_replaces_another_does(small_class: World) -> None:
    before = count(small_class)
    ada = next(each for each in small_class.submissions() if each.attempt == 1)
    with small_class.sessions.begin() as session:
        regrade = Regrade(line_item_id=small_class.item.id, actor_id=small_class.instructor.id, reason="why not")
        session.add(regrade)
        session.flush()
        run = Run(
            submission_id=ada.id, regrade_id=regrade.id, is_trial=True, state=JobState.DONE, finished_at=utc_now()
        )
        session.add(run)
    assert count(small_class) == before
    with small_class.sessions.begin() as session:
        session.execute(update(Run).where(Run.id == run.id).values(is_trial=False))
    assert count(small_class).mistakes[0].students == 1, "the newest run of Ada's first attempt shows no mistake"


def test_the_turnout_is_that_of_students_alone(small_class: World) -> None:
    with small_class.sessions() as session:
        found = figures.turnout(session, session.get_one(LineItem, small_class.item.id))
    assert (found.students, found.handed_in, found.graded, found.missing) == (4, 3, 2, 1)


def test_an_empty_class_has_figures(world: World) -> None:
    found = count(world)
    assert (found.median, found.attempts, found.times, found.mistakes, found.unusual) == (None, [], [], [], [])


def test_a_class_that_cannot_be_run_is_unusual_until_somebody_can(world: World) -> None:
    students = [hand_in(world, f"Student {number}", exam(BAD, GOOD), UNREADABLE) for number in range(5)]
    assert [each.kind for each in count(world).unusual] == [Kind.NOBODY_LOADS, Kind.NOBODY_PASSES]
    world.submit(students[0], exam(GOOD, GOOD), CODE + b"last")
    assert count(world).unusual == []


def test_a_rise_of_slow_attempts_is_seen_in_the_newest(world: World) -> None:
    student = world.add_user("Ada")
    for number in range(40):
        world.submit(student, exam(GOOD, GOOD if number < 30 else SLOW), CODE + b"#" * number)
    assert [(each.kind, each.number) for each in count(world).unusual] == [(Kind.SLOWER, 10)]


def test_attention_reads_what_is_unusual_out_of_the_reports(world: World) -> None:
    for number in range(5):
        hand_in(world, f"Student {number}", exam(BAD, NOT_RUN))
    with world.sessions() as session:
        assert not attention.of_course(session, world.course.id), "nothing has been worked out yet"
    work_out(world.sessions)
    with world.sessions() as session:
        found = attention.of_course(session, world.course.id)
        assert found == attention.of_line_item(session, world.item.id)
    (report,) = found.reports
    assert [(each.kind, [test["title"] for test in each.tests]) for each in report.unusual] == [
        (Kind.NEVER_RUN, ["Gradient."]),
        (Kind.NOBODY_PASSES, ["Output."]),
    ]
