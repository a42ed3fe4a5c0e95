"""Dates and limits, to the second."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from grader.domain.rules import Phase, Rules
from grader.domain.scoring import after_deduction
from grader.domain.times import in_words
from grader.domain.visibility import Shown, Sight, is_full, sight

DUE = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


def test_the_deadline_itself_is_in_time_and_the_next_moment_is_not() -> None:
    rules = Rules(due_at=DUE)
    assert rules.is_open(DUE)
    assert not rules.is_open(DUE + TICK)


def test_nothing_is_taken_before_it_opens() -> None:
    rules = Rules(opens_at=DUE)
    assert not rules.is_open(DUE - TICK)
    assert rules.is_open(DUE)


def test_late_work_is_taken_until_it_closes() -> None:
    rules = Rules(due_at=DUE, closes_at=DUE + DAY, late_percent_per_day=10)
    assert rules.is_open(DUE + DAY)
    assert not rules.is_open(DUE + DAY + TICK)


@pytest.mark.parametrize(
    ("late", "percent"),
    [(-DAY, 0), (timedelta(0), 0), (TICK, 10), (DAY, 10), (DAY + TICK, 20), (9 * DAY, 90), (40 * DAY, 100)],
)
def test_each_day_that_has_begun_costs(late: timedelta, percent: int) -> None:
    assert Rules(due_at=DUE, closes_at=DUE + 99 * DAY, late_percent_per_day=10).late_percent(DUE + late) == percent


def test_without_a_due_date_nothing_is_late() -> None:
    assert Rules(late_percent_per_day=50).late_percent(DUE) == 0


def test_an_extension_moves_the_due_date_and_adds_attempts() -> None:
    rules = Rules(due_at=DUE, closes_at=DUE + DAY, late_percent_per_day=10, max_attempts=3).extended(DUE + 3 * DAY, 2)
    assert rules.late_percent(DUE + 3 * DAY) == 0
    assert rules.is_open(DUE + 3 * DAY)
    assert rules.attempts_left(4) == 1


def test_an_extension_of_attempts_alone_leaves_the_dates() -> None:
    rules = Rules(due_at=DUE, max_attempts=1)
    assert rules.extended(None, 1) == Rules(due_at=DUE, max_attempts=2)


def test_an_extension_takes_nothing_away_when_everybody_is_given_more() -> None:
    everybody = Rules(due_at=DUE + 9 * DAY)
    assert everybody.extended(DUE + 3 * DAY, 0) == everybody
    assert Rules().extended(DUE, 0) == Rules()


def test_attempts_left_never_fall_below_none() -> None:
    assert [Rules(max_attempts=2).attempts_left(used) for used in (0, 2, 5)] == [2, 0, 0]
    assert Rules().attempts_left(99) is None


def test_the_next_attempt_waits_for_the_cool_down() -> None:
    assert Rules(cool_down=timedelta(minutes=5)).next_attempt_at(DUE) == DUE + timedelta(minutes=5)
    assert Rules().next_attempt_at(DUE) is None


@pytest.mark.parametrize(
    ("score", "percent", "left"),
    [("100", 10, "90.00"), ("33.33", 50, "16.67"), ("80", 0, "80.00"), ("80", 100, "0.00")],
)
def test_deductions_are_exact_to_the_cent(score: str, percent: int, left: str) -> None:
    assert str(after_deduction(Decimal(score), percent)) == left


def test_tests_are_shown_in_full_after_the_last_moment_where_the_rule_says_so() -> None:
    assert not is_full(Shown.AFTER_CLOSE, DUE, DUE)
    assert is_full(Shown.AFTER_CLOSE, DUE, DUE + TICK)
    assert not is_full(Shown.AFTER_CLOSE, None, DUE)
    assert is_full(Shown.FULL, None, DUE)
    assert not is_full(Shown.COUNTED, DUE, DUE + TICK)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (None, "21 Nov 2026, 23:59 UTC"),
        ("Europe/Berlin", "22 Nov 2026, 00:59 CET"),
        ("Asia/Kolkata", "22 Nov 2026, 05:29 IST"),
        ("No/Such", "21 Nov 2026, 23:59 UTC"),
        ("../etc/passwd", "21 Nov 2026, 23:59 UTC"),
    ],
)
def test_times_are_told_in_the_reader_s_zone(zone: str | None, words: str) -> None:
    assert in_words(DUE, zone) == words


@pytest.mark.parametrize(
    ("days", "phase", "next_date"),
    [
        (-11, Phase.AHEAD, DUE),
        (-10, Phase.OPEN, DUE),
        (0, Phase.OPEN, DUE),
        (1, Phase.LATE, DUE + 2 * DAY),
        (2, Phase.LATE, DUE + 2 * DAY),
        (3, Phase.CLOSED, None),
    ],
)
def test_an_assignment_goes_from_opening_to_closing(days: int, phase: Phase, next_date: datetime | None) -> None:
    rules = Rules(opens_at=DUE - 10 * DAY, due_at=DUE, closes_at=DUE + 2 * DAY)
    now = DUE + days * DAY
    assert (rules.phase(now), rules.next_date(now)) == (phase, next_date)


def test_hidden_scores_hide_all_that_is_seen_of_the_tests() -> None:
    assert sight(Shown.FULL, DUE, DUE, are_scores_shown=False) is Sight.HIDDEN
    assert sight(Shown.FULL, DUE, DUE, are_scores_shown=True) is Sight.FULL
    assert sight(Shown.AFTER_CLOSE, DUE, DUE, are_scores_shown=True) is Sight.COUNTED
    assert sight(Shown.AFTER_CLOSE, DUE, DUE + TICK, are_scores_shown=True) is Sight.FULL
