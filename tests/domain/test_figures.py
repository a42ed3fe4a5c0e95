"""The figures of a class, from rows that can be counted by hand."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from grader.domain.figures import AttemptRow, ClassFigures, binned, figures_of, mistakes_of
from grader.domain.outcomes import OutcomeRow, TestTable, Which, table_of
from grader.domain.scoring import Outcome
from grader.domain.unusual import LOOKED_AT, RECENT, Kind, unusual

NONE = TestTable(0, [])
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def row(name: str, outcome: Outcome, runs: int) -> OutcomeRow:
    return OutcomeRow(name, outcome, runs, f"Title of {name}.", "gradient")


def history(*attempts: str, student: int = 1) -> list[AttemptRow]:
    """Return the rows of a student's attempts, each given as the letters of its mistakes."""
    return [
        AttemptRow(student, number, slug, slug and f"Mistake {slug}.")
        for number, slugs in enumerate(attempts, 1)
        for slug in slugs or [None]
    ]


def fate(*attempts: str) -> tuple[int, int, int]:
    """Return tried again, got over and still, of the mistake ``a`` of one student."""
    (made,) = [each for each in mistakes_of(history(*attempts)) if each.slug == "a"]
    assert made.students == 1
    return made.tried_again, made.got_over, made.still


@pytest.mark.parametrize(
    ("score", "place"), [("0", 0), ("9.99", 0), ("10", 1), ("89.99", 8), ("90", 9), ("99.99", 9), ("100", 9)]
)
def test_a_score_is_in_the_bin_that_its_first_digit_says_and_full_marks_in_the_last(score: str, place: int) -> None:
    assert binned([Decimal(score)]) == [int(place == each) for each in range(10)]


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        (["a"], (0, 0, 1)),
        (["a", ""], (1, 1, 0)),
        (["a", "a"], (1, 0, 1)),
        (["a", "a", ""], (1, 0, 0)),
        (["a", "", "a"], (1, 1, 1)),
        (["", "a", "b"], (1, 1, 0)),
        (["ab", "b"], (1, 1, 0)),
        (["", "", "a"], (0, 0, 1)),
    ],
)
def test_who_got_over_a_mistake_is_told_by_the_very_next_attempt(attempts: list[str], expected: object) -> None:
    assert fate(*attempts) == expected


def test_mistakes_are_counted_by_student_and_the_commonest_comes_first() -> None:
    rows = (
        history("a", "a", student=1) + history("b", "", student=2) + history("ab", student=3) + history("b", student=4)
    )
    assert [(each.slug, each.title, each.students, each.still) for each in mistakes_of(rows)] == [
        ("b", "Mistake b.", 3, 2),
        ("a", "Mistake a.", 2, 2),
    ]


def test_the_hardest_test_comes_first_and_what_could_not_be_run_is_in_none() -> None:
    table = table_of(
        5, [row("easy", Outcome.PASSED, 4), row("hard", Outcome.PASSED, 1), row("hard", Outcome.TIMED_OUT, 3)]
    )
    assert [(each.name, each.passed, each.students, each.count(Outcome.TIMED_OUT)) for each in table.tests] == [
        ("hard", 1, 4, 3),
        ("easy", 4, 4, 0),
    ]
    assert table.unloaded == 1
    assert NONE.unloaded == 0


def test_figures_come_back_from_json_as_they_were() -> None:
    table = table_of(3, [row("hard", Outcome.PASSED, 1), row("hard", Outcome.FAILED, 2)])
    odd = unusual(table_of(5, [row("no", Outcome.FAILED, 5)]).tests, [False] * 5, [])
    assert [each.kind for each in odd] == [Kind.NOBODY_LOADS, Kind.NOBODY_PASSES]
    figures = figures_of(
        [(Decimal("33.33"), 1), (Decimal(50), 2), (None, 1), (Decimal(100), 0)],
        [NOON, NOON + timedelta(minutes=14), NOON + timedelta(minutes=15)],
        dict.fromkeys(Which, table),
        history("a", ""),
        odd,
    )
    assert (figures.median, figures.mean) == (Decimal(50), Decimal("61.11"))
    assert figures.attempts == [(1, 2), (2, 1)], "whose score was given by hand has handed in nothing"
    assert [count for _, count in figures.times] == [2, 1]
    assert ClassFigures.from_json(json.loads(json.dumps(figures.to_json()))) == figures


def test_half_a_cent_is_rounded_up_as_in_the_gradebook() -> None:
    pairs = [(Decimal("50.00"), 1), (Decimal("50.01"), 1)]
    figures = figures_of(pairs, [], dict.fromkeys(Which, NONE), [], [])
    assert figures.median == figures.mean == Decimal("50.01")


def test_a_class_without_anything_has_figures_too() -> None:
    figures = figures_of([], [], dict.fromkeys(Which, NONE), [], [])
    assert (figures.median, figures.mean, figures.scores) == (None, None, [0] * 10)
    assert ClassFigures.from_json(json.loads(json.dumps(figures.to_json()))) == figures


@pytest.mark.parametrize("students", [4, 5])
def test_what_nobody_of_five_passes_or_reaches_is_unusual(students: int) -> None:
    table = table_of(
        students,
        [
            row("fails", Outcome.FAILED, students),
            row("is never run", Outcome.NOT_RUN, students),
            row("is passed once", Outcome.PASSED, 1),
            row("is passed once", Outcome.FAILED, students - 1),
        ],
    )
    found = unusual(table.tests, [True] * students, [])
    told = [(each.kind, each.number, [test["name"] for test in each.tests]) for each in found]
    expected = [(Kind.NEVER_RUN, 5, ["is never run"]), (Kind.NOBODY_PASSES, 5, ["fails"])]
    assert told == (expected if students == 5 else [])


def test_a_test_that_few_have_reached_is_not_judged_yet() -> None:
    table = table_of(9, [row("late", Outcome.FAILED, 4), row("late", Outcome.NOT_RUN, 5)])
    assert unusual(table.tests, [True] * 9, []) == []


@pytest.mark.parametrize(
    ("loads", "is_told"), [([False] * 5, True), ([False] * 4, False), ([False] * 9 + [True], False)]
)
def test_that_nobody_can_be_run_is_unusual(loads: list[bool], is_told: bool) -> None:  # noqa: FBT001
    assert [each.kind for each in unusual([], loads, [])] == [Kind.NOBODY_LOADS] * is_told


@pytest.mark.parametrize(
    ("recent", "before", "is_told"),
    [
        (10, [False] * 20, True),
        (9, [False] * 20, False),
        (20, [True] * 30, False),
        (20, [False] * 19, False),
        (20, [True] * 4 + [False] * 20, True),
        (20, [True] * 5 + [False] * 20, False),
        (20, [False] * (LOOKED_AT - RECENT) + [True] * 500, True),
    ],
)
def test_a_sudden_rise_of_slow_attempts_is_unusual(recent: int, before: list[bool], is_told: bool) -> None:  # noqa: FBT001
    slow = [True] * recent + [False] * (RECENT - recent) + before
    found = unusual([], [], slow)
    assert [(each.kind, each.number) for each in found] == [(Kind.SLOWER, recent)] * is_told
