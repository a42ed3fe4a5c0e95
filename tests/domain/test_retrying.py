"""What other systems ask for when they cannot do something now."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.domain.retrying import jittered, retry_after

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
LONGEST = timedelta(hours=12)


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta(0)),
        ("Sun, 22 Nov 2026 15:00:00 GMT", timedelta(hours=3)),
        ("Sun, 22 Nov 2026 15:00:00", timedelta(hours=3)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("26000000", LONGEST),
        ("9" * 400, LONGEST),
        ("Sun, 22 Nov 2099 15:00:00 GMT", LONGEST),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Sun, 22 Nov 99999999999 15:00:00 GMT", None),
    ],
)
def test_a_wish_is_read_in_seconds_or_as_a_date_and_has_an_end(header: str | None, asked: timedelta | None) -> None:
    assert retry_after(header, NOW, LONGEST) == asked


def test_chance_makes_a_pause_longer_by_a_tenth_at_most() -> None:
    hour = timedelta(hours=1)
    assert [jittered(hour, each) for each in (0, 1)] == [hour, timedelta(minutes=66)]
