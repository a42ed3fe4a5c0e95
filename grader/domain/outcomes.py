"""What became of each test of an exam, in one attempt of each student."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

from grader.domain.scoring import Outcome


class Which(StrEnum):
    """The attempt of each student that the tests are counted by."""

    COUNTING = "counting"
    FIRST = "first"


class OutcomeRow(NamedTuple):
    """So many runs had this outcome in a test."""

    name: str
    outcome: Outcome
    runs: int
    title: str
    criterion: str


@dataclass(frozen=True)
class TestFigures:
    """What became of one test, in one attempt of each student."""

    __test__ = False  # pytest would take it for a test

    name: str
    title: str
    criterion: str
    outcomes: dict[str, int]
    """Number of students by :class:`Outcome`."""

    def count(self, outcome: Outcome) -> int:
        """Return how many students had this outcome."""
        return self.outcomes.get(outcome, 0)

    @property
    def students(self) -> int:
        """How many there are in all."""
        return sum(self.outcomes.values())

    @property
    def passed(self) -> int:
        """How many passed."""
        return self.count(Outcome.PASSED)


@dataclass(frozen=True)
class TestTable:
    """All tests, the hardest first."""

    __test__ = False

    runs: int
    """Number of students; those whose file could not be run are in no test."""
    tests: list[TestFigures]

    @property
    def unloaded(self) -> int:
        """How many files could not be run at all."""
        return self.runs - max((each.students for each in self.tests), default=0)

    @property
    def has_errors(self) -> bool:
        """Whether a test of them could not be judged: the test or the service is broken."""
        return any(each.count(Outcome.ERRORED) for each in self.tests)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return what ``dataclasses.asdict`` wrote."""
        return cls(plain["runs"], [TestFigures(**each) for each in plain["tests"]])


def table_of(runs: int, rows: Iterable[OutcomeRow]) -> TestTable:
    """Return what became of each test in *runs* runs, the one that the fewest passed first."""
    tests: dict[str, TestFigures] = {}
    for row in rows:
        test = tests.setdefault(row.name, TestFigures(row.name, row.title, row.criterion, {}))
        test.outcomes[row.outcome.value] = row.runs
    return TestTable(runs, sorted(tests.values(), key=lambda test: (test.passed / test.students, test.name)))
