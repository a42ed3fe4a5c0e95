"""Columns: what is in which, how high, and what stands below."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

from grader.domain.figures import EPOCH, STEP, ClassFigures, figures_of
from grader.domain.outcomes import TestTable, Which
from grader.domain.unusual import Kind, Unusual
from grader.web.charts import MOST_COLUMNS, attempt_columns, timeline
from grader.web.looks import percent
from grader.web.oddities import told

NOTHING = figures_of([], [], dict.fromkeys(Which, TestTable(0, [])), [], [])
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def received(*times: datetime) -> ClassFigures:
    return replace(NOTHING, times=sorted(Counter((each - EPOCH) // STEP for each in times).items()))


def test_one_submission_is_one_hour() -> None:
    time = timeline(received(at("2026-11-21 13:37")), None, UTC)
    assert [(each.label, each.count, each.height) for each in time.columns] == [("21 Nov, 13:00", 1, 100)]
    assert (time.unit, time.due) == ("hour", None)


def test_up_to_two_days_are_shown_by_hour_and_in_the_readers_zone() -> None:
    time = timeline(received(at("2026-11-01 22:59"), at("2026-11-02 01:00")), at("2026-11-02 00:30"), BERLIN)
    assert [(each.label, each.count) for each in time.columns] == [
        ("1 Nov, 23:00", 1),
        ("2 Nov, 00:00", 0),
        ("2 Nov, 01:00", 0),
        ("2 Nov, 02:00", 1),
    ]
    assert time.due == 2.5


def test_the_hour_that_comes_twice_is_two_columns() -> None:
    time = timeline(received(at("2026-10-25 00:10"), at("2026-10-25 01:10"), at("2026-10-25 02:10")), None, BERLIN)
    assert [(each.label, each.count) for each in time.columns] == [
        ("25 Oct, 02:00", 1),
        ("25 Oct, 02:00", 1),
        ("25 Oct, 03:00", 1),
    ]


@pytest.mark.parametrize(("zone", "expected"), [(UTC, [2, 0, 1]), (BERLIN, [1, 1, 1])])
def test_days_are_those_of_the_readers_zone(zone: tzinfo, expected: list[int]) -> None:
    times = [at("2026-11-20 10:00"), at("2026-11-20 23:30"), at("2026-11-22 12:00")]
    time = timeline(received(*times), at("2026-11-22 12:00"), zone)
    assert [each.count for each in time.columns] == expected
    assert time.unit == "day"
    assert time.columns[0].label == "20 Nov"
    assert time.due == (2.5 if len(set(expected)) > 1 else 2.542), "noon, in Berlin an hour later"


def test_a_day_of_twenty_three_hours_is_one_column() -> None:
    time = timeline(received(at("2026-03-28 12:00"), at("2026-03-31 12:00")), at("2026-03-30 22:00"), BERLIN)
    assert [each.label for each in time.columns] == ["28 Mar", "29 Mar", "30 Mar", "31 Mar"]
    assert time.due == 3, "midnight of the 31st"


@pytest.mark.parametrize("days", [2, 58, 59, 60, 365, 4000])
def test_however_long_it_takes_there_are_not_too_many_columns(days: int) -> None:
    first = at("2020-02-28 23:59")
    time = timeline(received(first, first + timedelta(days=days)), None, BERLIN)
    assert len(time.columns) <= MOST_COLUMNS
    assert sum(each.count for each in time.columns) == 2
    assert (time.columns[0].count, time.columns[-1].count) == (1, 1)
    assert time.unit == ("day" if days <= 58 else f"{-(-(days + 2) // MOST_COLUMNS)} days")


def test_a_column_of_several_days_says_which() -> None:
    time = timeline(received(at("2026-01-01 12:00"), at("2026-04-01 12:00")), None, UTC)
    assert time.columns[0].words == "1 Jan to 2 Jan"


def test_a_due_date_that_is_not_among_the_columns_is_not_drawn() -> None:
    figures = received(at("2026-11-20 10:00"), at("2026-11-24 10:00"))
    assert timeline(figures, at("2026-11-19 23:59"), UTC).due is None
    assert timeline(figures, at("2026-11-25 00:01"), UTC).due is None
    assert timeline(figures, at("2026-11-25 00:00"), UTC).due == 5


def test_who_hands_in_very_often_is_in_the_last_column() -> None:
    few = attempt_columns(replace(NOTHING, attempts=[(1, 4), (3, 2)]))
    assert [(each.label, each.count, each.height) for each in few] == [("1", 4, 100), ("2", 0, 0), ("3", 2, 50)]
    many = attempt_columns(replace(NOTHING, attempts=[(9, 1), (10, 1), (11, 1), (400, 1)]))
    assert [(each.label, each.count) for each in many][-2:] == [("9", 1), ("10+", 3)]


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 7, "0 %"), (7, 7, "100 %"), (1, 1000, "1 %"), (999, 1000, "99 %"), (1, 2, "50 %"), (0, 0, "0 %")],
)
def test_only_all_is_a_hundred_percent(part: int, whole: int, words: str) -> None:
    assert percent(part, whole) == words


def test_what_is_unusual_is_told_in_a_sentence() -> None:
    tests = [{"name": f"test_{n}", "title": f"Thing {n} is right."} for n in range(5)]
    assert told(Unusual(Kind.NOBODY_PASSES, 12, tests[:1])).startswith(
        "Not one of 12 students passes “Thing 0 is right”. "
    )
    assert "“Thing 0 is right” and “Thing 1 is right”" in told(Unusual(Kind.NEVER_RUN, 12, tests[:2]))
    assert "“Thing 2 is right” and 2 more" in told(Unusual(Kind.NEVER_RUN, 12, tests))
    assert "12 of the last 20 graded attempts" in told(Unusual(Kind.SLOWER, 12, []))
    assert "all 12 students" in told(Unusual(Kind.NOBODY_LOADS, 12, []))
