"""Times as people read them, in their own zone."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone(name: str | None) -> tzinfo:
    """Return the zone of this IANA name; UTC where there is none, or no such one."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def in_words(at: datetime, zone_name: str | None) -> str:
    """Return ``21 Nov 2026, 12:38 CET``."""
    return f"{at.astimezone(zone(zone_name)):%d %b %Y, %H:%M %Z}".removeprefix("0")
