"""The tests of a run, counted: what a student sees where single tests are not shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from grader.db.models import Run
from grader.domain.scoring import Outcome, total
from grader.web.looks import OUTCOMES, Look, counted


@dataclass(frozen=True)
class CriterionCount:
    """A line of the rubric, and how many of its tests passed."""

    title: str
    points: Decimal
    max_points: Decimal
    passed: int
    tests: int

    @property
    def words(self) -> str:
        """``4 of 6 tests passed``."""
        return f"{self.passed} of {counted(self.tests, 'test')} passed"

    @property
    def look(self) -> Look:
        """How it is drawn: as passed when all are."""
        return OUTCOMES[Outcome.PASSED if self.passed == self.tests else Outcome.FAILED]


def count_by_criterion(run: Run, titles: Mapping[str, str]) -> list[CriterionCount]:
    """Count the tests of *run*, in the order of *titles*; a criterion that has no title there keeps its name."""
    names = dict.fromkeys([*titles, *(test.criterion for test in run.tests)])
    members = {name: [test for test in run.tests if test.criterion == name] for name in names}
    return [
        CriterionCount(
            titles.get(name, name),
            total(test.points for test in tests),
            total(test.max_points for test in tests),
            sum(test.outcome is Outcome.PASSED for test in tests),
            len(tests),
        )
        for name, tests in members.items()
        if tests
    ]
