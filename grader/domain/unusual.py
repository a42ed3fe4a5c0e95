"""What is so unusual about a class that staff should look: rarely the students, mostly the exam or the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from grader.domain.outcomes import TestFigures
from grader.domain.scoring import Outcome

ENOUGH = 5
"""With fewer students, all in one boat may be chance."""
RECENT = 20
"""Graded attempts that are compared with those before them."""
LOOKED_AT = 100
"""Graded attempts that are compared at all."""


class Kind(StrEnum):
    """What is unusual."""

    NOBODY_LOADS = "nobody_loads"
    NOBODY_PASSES = "nobody_passes"
    NEVER_RUN = "never_run"
    SLOWER = "slower"


@dataclass(frozen=True)
class Unusual:
    """Something to look at."""

    kind: Kind
    number: int
    """Of students; for ``SLOWER`` of attempts, out of :data:`RECENT`."""
    tests: list[dict[str, str]]
    """``name`` and ``title`` of those that it is about."""

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return what ``dataclasses.asdict`` wrote."""
        return cls(Kind(plain["kind"]), plain["number"], plain["tests"])


def unusual(tests: Sequence[TestFigures], loads: Sequence[bool], slow: Sequence[bool]) -> list[Unusual]:
    """Return what is unusual about a class, the gravest first.

    Args:
        tests: by the counting attempts.
        loads: of each student, whether the latest attempt could be run at all.
        slow: of each of the last graded attempts, the newest first, whether a test was too slow.

    """
    found = []
    if len(loads) >= ENOUGH and not any(loads):
        found.append(Unusual(Kind.NOBODY_LOADS, len(loads), []))
    never = [each for each in tests if _ran(each) == 0 and each.students >= ENOUGH]
    if never:
        found.append(_about(Kind.NEVER_RUN, never))
    failing = [each for each in tests if each.passed == 0 and _ran(each) >= ENOUGH]
    if failing:
        found.append(_about(Kind.NOBODY_PASSES, failing))
    if _is_slower(slow):
        found.append(Unusual(Kind.SLOWER, sum(slow[:RECENT]), []))
    return found


def _ran(test: TestFigures) -> int:
    return test.students - test.count(Outcome.NOT_RUN)


def _about(kind: Kind, tests: Sequence[TestFigures]) -> Unusual:
    return Unusual(
        kind,
        max(each.students for each in tests),
        [{"name": each.name, "title": each.title} for each in tests],
    )


def _is_slower(slow: Sequence[bool]) -> bool:
    """Say whether half of the recent attempts were too slow, and at most a sixth of at least as many before."""
    recent, before = slow[:RECENT], slow[RECENT:LOOKED_AT]
    return len(before) >= RECENT and 2 * sum(recent) >= RECENT and 6 * sum(before) <= len(before)
