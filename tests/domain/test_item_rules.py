"""The settings of an assignment: what goes together, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from grader.domain.gradebook import Counting
from grader.domain.item_rules import ItemRules
from grader.domain.visibility import Shown

DUE = datetime(2026, 12, 1, 18, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = ItemRules("Losses", opens_at=DUE - DAY, due_at=DUE, closes_at=DUE + DAY, max_attempts=3)


def test_rules_in_order_have_no_problems() -> None:
    assert RULES.problems() == {}
    assert ItemRules("Losses").problems() == {}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"opens_at": DUE + DAY / 2}, "due_at"),
        ({"closes_at": DUE - DAY / 2}, "closes_at"),
        ({"due_at": None, "closes_at": DUE - 2 * DAY}, "closes_at"),
        ({"late_percent_per_day": 101}, "late_percent_per_day"),
        ({"late_percent_per_day": -1}, "late_percent_per_day"),
        ({"max_attempts": 0}, "max_attempts"),
        ({"max_attempts": 1001}, "max_attempts"),
        ({"cool_down_s": 8 * 86400}, "cool_down_s"),
        ({"due_at": None, "closes_at": None, "tests_shown": Shown.AFTER_CLOSE}, "tests_shown"),
    ],
)
def test_each_problem_stands_at_its_field(changed: dict[str, Any], wrong: str) -> None:
    assert list(replace(RULES, **changed).problems()) == [wrong]


def test_problems_are_told_all_at_once() -> None:
    assert set(ItemRules("", late_percent_per_day=200, max_attempts=0).problems()) == {
        "title", "late_percent_per_day", "max_attempts",
    }  # fmt: skip


def test_changes_are_named_and_plain() -> None:
    other = replace(RULES, due_at=None, counting=Counting.LATEST)
    assert RULES.changes(other) == ["due_at", "counting"]
    assert RULES.plain(["due_at", "counting", "max_attempts"]) == {
        "due_at": "2026-12-01T18:00:00+00:00", "counting": "best", "max_attempts": 3,
    }  # fmt: skip
    assert other.plain(["due_at"]) == {"due_at": None}
