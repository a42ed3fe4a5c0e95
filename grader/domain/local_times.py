"""Times as people type them, on the clock of their own zone: some exist twice a year, and some never."""

from datetime import UTC, datetime, tzinfo


class Unclear(ValueError):
    """No moment, or two, are shown like this by a clock of the zone; the message says what to do."""


def shown(at: datetime | None, zone: tzinfo) -> str:
    """Return a moment as a ``datetime-local`` field shows it: ``2026-11-21T12:38``; empty for None."""
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" if at else ""


def moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that somebody in *zone* means by the value of a ``datetime-local`` field; None for none.

    Raises:
        Unclear: it is no date and time, too far away, or daylight saving makes it none or two moments.

    """
    if not text.strip():
        return None
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Unclear("Enter a date and a time, like 2026-11-21 18:00.") from None
    if wall.tzinfo or not 2000 <= wall.year <= 2100:
        raise Unclear("Enter a date between the years 2000 and 2100, and a time.")
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        raise Unclear(f"The clocks go forward then: {wall:%H:%M} does not exist on that day. Choose another time.")
    raise Unclear(f"The clocks go back then: {wall:%H:%M} comes twice on that day. Choose another time.")
