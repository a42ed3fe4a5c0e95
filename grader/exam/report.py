"""What leaves the exam: outcomes, points and messages; data only."""

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Self

from grader.domain.scoring import MAX_SCORE, Outcome, total
from grader.errors import Fault, GraderError
from grader.exam.figures import Figure


@dataclass(frozen=True)
class TestResult:
    """The result of one hidden test, as the student may see it."""

    __test__ = False  # pytest would collect it by its name

    name: str
    title: str
    criterion: str
    outcome: Outcome
    points: Decimal
    max_points: Decimal
    message: str = ""
    duration_s: float = 0.0
    tolerance_used: float = 0.0
    """Of a passed test: its largest relative error as a part of what is allowed."""
    misconceptions: tuple[str, ...] = ()
    """Slugs of the known mistakes that these very numbers come from, the likeliest first."""
    figures: tuple[Figure, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data that json can write."""
        points, max_points = float(self.points), float(self.max_points)
        return {**asdict(self), "points": points, "max_points": max_points, "misconception": self.misconception}

    @property
    def misconception(self) -> str | None:
        """The likeliest known mistake."""
        return next(iter(self.misconceptions), None)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read back what :meth:`to_json` made; points are exact to the cent."""
        points, max_points = (total([Decimal(str(data[name]))]) for name in ("points", "max_points"))
        read = {
            "outcome": Outcome(data["outcome"]),
            "points": points,
            "max_points": max_points,
            "misconceptions": tuple(data["misconceptions"]),
            "figures": tuple(Figure.from_json(figure) for figure in data["figures"]),
        }
        return cls(**{name: value for name, value in data.items() if name != "misconception"} | read)


@dataclass(frozen=True)
class Problem:
    """Why a run as a whole has no ordinary result, and whose fault that is."""

    fault: Fault
    kind: str
    message: str

    @classmethod
    def of(cls, error: GraderError) -> Self:
        """Describe *error*."""
        return cls(error.fault, error.kind, str(error))


LESSONS = {
    True: "Training can converge all the same: a falling loss does not show this mistake, a gradient check does.",
    False: "Training does not converge with this mistake.",
    None: "",
}
"""What a known mistake does to training, by whether it converges."""


@dataclass(frozen=True)
class Explanation:
    """What a student is told of a mistake that the exam knows."""

    misconception: str
    title: str
    text: str
    """Markdown with LaTeX."""
    converges: bool | None
    """Whether training converges all the same; None where the exam trains nothing."""


@dataclass(frozen=True)
class Report:
    """One run of an exam against a submission."""

    assignment: str
    seed: int
    tests: tuple[TestResult, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    """Of every mistake that a test is named after, the one that explains most tests first."""
    error: Problem | None = None
    log: str = ""
    duration_s: float = 0.0

    @property
    def score(self) -> Decimal | None:
        """Points out of 100; None, never 0, when the fault is not the student's."""
        if self.error is None:
            return total(test.points for test in self.tests)
        return Decimal("0.00") if self.error.fault == "student" else None

    def with_problem(self, error: GraderError) -> "Report":
        """Return this report, ended by *error*."""
        return replace(self, error=Problem.of(error))

    def to_json(self) -> dict[str, Any]:
        """Return the object that ``grader check --json`` prints."""
        return {
            "assignment": self.assignment,
            "score": None if self.score is None else float(self.score),
            "max_score": MAX_SCORE,
            "seed": self.seed,
            "duration_s": round(self.duration_s, 3),
            "tests": [_without_figures(test.to_json()) for test in self.tests],
            "error": None if self.error is None else asdict(self.error),
        }


def _without_figures(test: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in test.items() if name != "figures"}
