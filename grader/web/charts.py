"""The figures of a class as columns and numbers; where they lead to is the line item's list of submissions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from grader.domain.figures import BINS, EPOCH, STEP, ClassFigures
from grader.domain.scoring import CENT, MAX_SCORE
from grader.web.choosing import moment_text

MOST_COLUMNS = 60
"""More would be too thin to see."""
OFTEN = 10
"""Who has handed in so often, or more often, is in one column."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Column:
    """One column of a chart."""

    label: str
    """Stands below it; short."""
    words: str
    """What it counts; with ``count`` before it, it can be read aloud."""
    count: int
    height: float
    """Of the tallest: 0 to 100."""
    asks: dict[str, Any]
    """Of the list of submissions, for who is behind it."""


@dataclass(frozen=True)
class Timeline:
    """Submissions over time."""

    columns: list[Column]
    unit: str
    """What a column stands for."""
    due: float | None
    """Where the due date is: in columns from the left; None: not among them."""


def score_columns(figures: ClassFigures) -> list[Column]:
    """Return how many students are in each bin of scores."""
    width = MAX_SCORE // BINS
    columns = []
    for place, count in enumerate(figures.scores):
        is_last = place == BINS - 1
        low, high = place * width, MAX_SCORE if is_last else (place + 1) * width - CENT
        words = f"from {low} to {high} points" if is_last else f"from {low} to below {low + width} points"
        asks = {"min": low, "max": high, "counting": 1}
        columns.append(Column(str(low), words, count, _height(count, figures.scores), asks))
    return columns


def attempt_columns(figures: ClassFigures) -> list[Column]:
    """Return how many students have handed in how often."""
    counts = [0] * (min(max(number for number, _ in figures.attempts), OFTEN) + 1)
    for number, students in figures.attempts:
        counts[min(number, OFTEN)] += students
    return [
        Column(
            f"{number}+" if number == OFTEN else str(number),
            "once" if number == 1 else f"{number} times" + (" or more often" if number == OFTEN else ""),
            counts[number],
            _height(counts[number], counts),
            {"attempts": f"{number}-" if number == OFTEN else str(number)},
        )
        for number in range(1, len(counts))
    ]


def timeline(figures: ClassFigures, due_at: datetime | None, zone: tzinfo) -> Timeline:
    """Return the submissions by hour, day or several days, as far as they reach, in the days of *zone*."""
    moments = [(EPOCH + step * STEP, count) for step, count in figures.times]
    unit = _unit(moments[-1][0] - moments[0][0])
    start = _start(moments[0][0], unit, zone)
    counts = [0] * (_place(moments[-1][0], start, unit, zone) + 1)
    for at, count in moments:
        counts[_place(at, start, unit, zone)] += count
    columns = [
        Column(
            _label(start, place, unit, zone),
            _words(start, place, unit, zone),
            count,
            _height(count, counts),
            {
                "since": moment_text(_beginning(start, place, unit, zone)),
                "until": moment_text(_beginning(start, place + 1, unit, zone)),
            },
        )
        for place, count in enumerate(counts)
    ]
    return Timeline(columns, _name(unit), _due(due_at, start, unit, zone, len(counts)))


def _height(count: int, counts: Sequence[int]) -> float:
    return round(100 * count / max(*counts, 1), 2)


def _unit(span: timedelta) -> timedelta:
    """Return what a column stands for; days come whole."""
    if span < 2 * DAY:
        return HOUR
    days = span // DAY + 2  # both ends may begin one
    return DAY * -(-days // MOST_COLUMNS)


def _start(first: datetime, unit: timedelta, zone: tzinfo) -> datetime:
    """Return the beginning of the hour or day of *first*."""
    local = first.astimezone(zone)
    if unit == HOUR:
        return local.replace(minute=0, second=0, microsecond=0)
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _place(at: datetime, start: datetime, unit: timedelta, zone: tzinfo) -> int:
    if unit == HOUR:
        return (at - start.astimezone(UTC)) // HOUR
    return (at.astimezone(zone).date() - start.date()) // unit


def _beginning(start: datetime, place: int, unit: timedelta, zone: tzinfo) -> datetime:
    """Return the first moment of a column."""
    if unit == HOUR:
        return start.astimezone(UTC) + place * unit
    return datetime.combine(start.date() + place * unit, time(), zone)


def _due(due_at: datetime | None, start: datetime, unit: timedelta, zone: tzinfo, columns: int) -> float | None:
    if due_at is None:
        return None
    if unit == HOUR:
        place = (due_at - start.astimezone(UTC)) / unit
    else:  # by the clock on the wall, as the columns are: a day may have 23 hours
        place = (due_at.astimezone(zone).replace(tzinfo=None) - start.replace(tzinfo=None)) / unit
    return round(place, 3) if 0 <= place <= columns else None


def _label(start: datetime, place: int, unit: timedelta, zone: tzinfo) -> str:
    if unit == HOUR:
        return f"{_beginning(start, place, unit, zone).astimezone(zone):%d %b, %H:00}".removeprefix("0")
    return f"{start.date() + place * unit:%d %b}".removeprefix("0")


def _words(start: datetime, place: int, unit: timedelta, zone: tzinfo) -> str:
    label = _label(start, place, unit, zone)
    if unit <= DAY:
        return label
    last = start.date() + (place + 1) * unit - DAY
    return f"{label} to {last:%d %b}".replace(" to 0", " to ")


def _name(unit: timedelta) -> str:
    if unit == HOUR:
        return "hour"
    return "day" if unit == DAY else f"{unit // DAY} days"
