"""How long a run waits, and when a line stands still."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.domain.waiting import Spread, expected_wait_s, is_stuck, spread

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    """Return the time so long before now."""
    return NOW - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("before", "running", "wait_s"),
    [(0, 0, 0), (0, 1, 2), (3, 0, 12), (3, 1, 14), (3, 2, 8), (1000, 2, 2002)],
)
def test_who_waits_waits_for_those_before_and_for_half_of_those_that_run(
    before: int, running: int, wait_s: float
) -> None:
    assert expected_wait_s([1, 4, 600], before, running) == wait_s


def test_where_nothing_has_been_graded_nothing_is_expected() -> None:
    assert expected_wait_s([], 3, 1) is None


@pytest.mark.parametrize(
    ("waiting_since", "last_begun_at", "expected"),
    [
        (None, None, False),
        (None, ago(1000), False),
        (ago(119), None, False),
        (ago(120), None, False),
        (ago(121), None, True),
        (ago(1000), ago(121), True),
        (ago(1000), ago(119), False),
        (ago(60), ago(1000), False),
    ],
    ids=[
        "nobody waits",
        "nobody has waited for long",
        "a while",
        "two minutes",
        "over two minutes",
        "none began after the last one",
        "one began a moment ago",
        "the first after a quiet time",
    ],
)
def test_a_line_is_stuck_when_some_wait_and_none_begins(
    waiting_since: datetime | None, last_begun_at: datetime | None, *, expected: bool
) -> None:
    assert is_stuck(waiting_since, last_begun_at, NOW) is expected


@pytest.mark.parametrize(
    ("durations_s", "expected"),
    [
        ([], None),
        ([7], Spread(7, 7)),
        ([3, 1], Spread(2, 3)),
        (list(range(20, 0, -1)), Spread(10.5, 19)),
        (list(range(1, 101)), Spread(50.5, 95)),
    ],
)
def test_nineteen_of_twenty_take_no_longer_than_the_slow_ones(
    durations_s: list[float], expected: Spread | None
) -> None:
    assert spread(durations_s) == expected
