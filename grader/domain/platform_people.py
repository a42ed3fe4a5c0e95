"""People, as a platform tells of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlatformMember:
    """Somebody in a course of a platform."""

    subject: str
    """Who they are there; for one issuer, always the same."""
    name: str
    """Empty: the platform keeps it to itself."""
    roles: tuple[str, ...]
    """Long or short names of LTI."""
    is_active: bool
