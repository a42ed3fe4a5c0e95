"""Times in one's own zone, daylight saving included."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.domain.times import day_in_words, in_words, zone, zone_names

SPRING = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
"""When Berlin's clocks go from 2 to 3."""
AUTUMN = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""When they go from 3 back to 2."""


@pytest.mark.parametrize(
    ("at", "name", "words"),
    [
        (SPRING - timedelta(minutes=1), "Europe/Berlin", "29 Mar 2026, 01:59 CET"),
        (SPRING, "Europe/Berlin", "29 Mar 2026, 03:00 CEST"),
        (AUTUMN - timedelta(minutes=30), "Europe/Berlin", "25 Oct 2026, 02:30 CEST"),
        (AUTUMN + timedelta(minutes=30), "Europe/Berlin", "25 Oct 2026, 02:30 CET"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "America/New_York", "1 Nov 2026, 01:30 EDT"),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "America/New_York", "1 Nov 2026, 01:30 EST"),
        (SPRING, "Asia/Kathmandu", "29 Mar 2026, 06:45 UTC+5:45"),
        (SPRING, "America/Sao_Paulo", "28 Mar 2026, 22:00 UTC-3"),
        (SPRING, "UTC", "29 Mar 2026, 01:00 UTC"),
        (SPRING, None, "29 Mar 2026, 01:00 UTC"),
        (SPRING, "../../etc/passwd", "29 Mar 2026, 01:00 UTC"),
        (SPRING, "No/Where", "29 Mar 2026, 01:00 UTC"),
    ],
)
def test_a_time_is_told_in_its_zone(at: datetime, name: str | None, words: str) -> None:
    assert in_words(at, name) == words


def test_a_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)
    assert (day_in_words(late, "UTC"), day_in_words(late, "Europe/Berlin")) == ("28 Nov", "29 Nov")


def test_the_zones_to_choose_from_are_cities_and_utc() -> None:
    names = zone_names()
    assert names[0] == "UTC"
    assert {"Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"} <= set(names)
    assert not {"EST", "Etc/GMT+3", "US/Eastern", "posix/Europe/Berlin", "posixrules"} & set(names)
    assert all(zone(name) is not UTC for name in names[1:])
