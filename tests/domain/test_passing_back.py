"""When grades for platforms are tried again, and with which time they are sent."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.domain.passing_back import MANY, PAUSES, Failure, is_hopeless, next_timestamp, pause

NOW = datetime(2026, 11, 22, 12, 0, 0, 123_456, tzinfo=UTC)
DOWN, NO, NEWER = Failure("unreachable", ""), Failure("refused", ""), Failure("conflict", "")


def test_a_time_is_told_to_the_millisecond() -> None:
    assert next_timestamp(None, NOW) == NOW.replace(microsecond=123_000)


@pytest.mark.parametrize("ahead_s", [-0.5, 0, 0.999, 3600])
def test_a_time_is_at_least_a_second_after_the_last(ahead_s: float) -> None:
    last = next_timestamp(None, NOW + timedelta(seconds=ahead_s))
    assert next_timestamp(last, NOW) == last + timedelta(seconds=1)


def test_a_long_time_after_the_last_it_is_now() -> None:
    assert next_timestamp(NOW - timedelta(hours=1), NOW) == NOW.replace(microsecond=123_000)


def test_all_tries_together_take_a_day_at_least_and_a_week_at_most() -> None:
    waits = [pause(DOWN, times, 0) for times in range(1, MANY)]
    assert sum(waits[:9], timedelta()) > timedelta(days=1)
    assert timedelta(days=6) < sum(waits, timedelta()) < timedelta(days=7)
    assert waits[: len(PAUSES)] == list(PAUSES)


def test_a_pause_is_longer_by_a_tenth_at_most() -> None:
    assert pause(DOWN, 3, 1) == timedelta(minutes=5.5)


@pytest.mark.parametrize(
    ("wish", "waits"),
    [
        (None, timedelta(seconds=5)),
        (timedelta(seconds=-9), timedelta(seconds=5)),
        (timedelta(seconds=1), timedelta(seconds=5)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_a_wish_lengthens_a_pause_and_never_shortens_it(wish: timedelta | None, waits: timedelta) -> None:
    assert pause(Failure("unreachable", "", wish), 1, 0) == waits


@pytest.mark.parametrize(
    ("failure", "times", "before", "is_over"),
    [
        (DOWN, MANY - 1, "unreachable", False),
        (DOWN, MANY, "unreachable", True),
        (NO, 2, "refused", False),
        (NO, 3, "refused", True),
        (NO, 9, "unreachable", False),
        (NEWER, 1, None, False),
        (NEWER, 2, "conflict", True),
        (NEWER, 2, "unreachable", False),
    ],
)
def test_what_is_hopeless(failure: Failure, times: int, before: str | None, is_over: bool) -> None:  # noqa: FBT001
    assert is_hopeless(failure, times, before) is is_over
