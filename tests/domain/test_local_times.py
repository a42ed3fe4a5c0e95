"""What a clock shows, and which moment is meant by it."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grader.domain.local_times import Unclear, moment, shown

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_time_is_of_the_zone_of_who_types_it() -> None:
    assert moment("2026-07-01T18:00", BERLIN) == datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert moment("2026-12-01T18:00", BERLIN) == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert moment("2026-12-01T18:00", UTC) == datetime(2026, 12, 1, 18, tzinfo=UTC)


def test_an_empty_field_is_no_time() -> None:
    assert moment("  ", BERLIN) is None
    assert shown(None, BERLIN) == ""


@pytest.mark.parametrize("text", ["2026-03-29T02:00", "2026-03-29T02:59"])
def test_the_hour_that_daylight_saving_leaves_out_is_told(text: str) -> None:
    with pytest.raises(Unclear, match="does not exist"):
        moment(text, BERLIN)


@pytest.mark.parametrize("text", ["2026-10-25T02:00", "2026-10-25T02:59"])
def test_the_hour_that_comes_twice_is_told(text: str) -> None:
    with pytest.raises(Unclear, match="comes twice"):
        moment(text, BERLIN)


@pytest.mark.parametrize("text", ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00"])
def test_the_minutes_around_the_change_are_clear(text: str) -> None:
    found = moment(text, BERLIN)
    assert shown(found, BERLIN) == text


@pytest.mark.parametrize(
    "text",
    ["soon", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-01-01T00:00Z", "٢"],
)
def test_what_is_no_time_is_told(text: str) -> None:
    with pytest.raises(Unclear, match="Enter"):
        moment(text, BERLIN)


def test_what_is_shown_means_the_same_again_unless_it_is_unclear() -> None:
    chance = random.Random(5)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for zone in (BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")):
        for _ in range(500):
            at = start + timedelta(minutes=chance.randrange(3 * 365 * 1440))
            try:
                assert moment(shown(at, zone), zone) == at
            except Unclear:
                assert at.month in {3, 4, 10, 11}
