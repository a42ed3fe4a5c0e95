"""Times as people read them, in their own zone."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
"""What the names of cities begin with; the other names are short forms of old, and oddities."""


@cache
def zone_names() -> tuple[str, ...]:
    """Return the zones that one may choose: UTC, and every ``Region/City``."""
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in AREAS and "/" in name))


def zone(name: str | None) -> tzinfo:
    """Return the zone of this IANA name; UTC where there is none, or no such one."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def in_words(at: datetime, zone_name: str | None) -> str:
    """Return ``21 Nov 2026, 12:38 CET``."""
    here = at.astimezone(zone(zone_name))
    return f"{here:%d %b %Y, %H:%M} {_short_name(here)}".removeprefix("0")


def day_in_words(at: datetime, zone_name: str | None) -> str:
    """Return ``28 Nov``, for a sentence whose year is clear."""
    return f"{at.astimezone(zone(zone_name)):%d %b}".removeprefix("0")


def _short_name(here: datetime) -> str:
    """Return ``CET``; ``UTC+5:45`` where a zone has but a number."""
    name = here.tzname() or ""
    if not name.startswith(("+", "-")):
        return name
    minutes = f":{name[3:]}" if name[3:].strip("0") else ""
    return f"UTC{name[0]}{int(name[1:3])}{minutes}"
