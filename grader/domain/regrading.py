"""What a regrade changes in an attempt."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from grader.domain.scoring import Outcome


class Change(StrEnum):
    """What becomes of the score of an attempt."""

    UP = "up"
    DOWN = "down"
    FIRST = "first"
    """It had none before."""
    SAME = "same"


@dataclass(frozen=True)
class ChangedTests:
    """Names of the tests that tell why the score is another one."""

    better: list[str]
    """They pass, and did not before."""
    worse: list[str]
    """They do not pass, and did before, or were not there."""
    gone: list[str]


def change(before: Decimal | None, after: Decimal) -> Change:
    """Say what becomes of a score."""
    if before is None:
        return Change.FIRST
    if before == after:
        return Change.SAME
    return Change.UP if after > before else Change.DOWN


def changed_tests(before: Mapping[str, Outcome], after: Mapping[str, Outcome]) -> ChangedTests:
    """Compare the outcomes of two runs, by the names of the tests."""
    passed_before = {name for name, outcome in before.items() if outcome is Outcome.PASSED}
    passes = {name for name, outcome in after.items() if outcome is Outcome.PASSED}
    return ChangedTests(
        [name for name in after if name in passes - passed_before],
        [name for name in after if name not in passes and (name in passed_before or name not in before)],
        [name for name in before if name not in after],
    )
