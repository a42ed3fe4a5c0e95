"""What a comparison of submissions finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """Lines that are alike, first and last; lines count from 1."""

    left: tuple[int, int]
    right: tuple[int, int]


@dataclass(frozen=True)
class Alike:
    """Two submissions that share more than the starter."""

    left: int
    """Id of one."""
    right: int
    """Id of the other."""
    left_share: float
    """Of the left one's own code, found in the right one: 0 to 1."""
    right_share: float
    passages: tuple[Passage, ...]
