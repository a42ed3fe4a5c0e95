"""Are the tests any good? Runs an exam against everything of which it is known what has to come out.

That is the reference, the starter, every misconception, and what is in ``tests/submissions/<slug>/``: ``right_….py``
are right solutions in other styles, ``known_<misconception>….py`` known mistakes in another's hand, and
``unknown_….py`` mistakes of no known kind, which must not be given a name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb
from pathlib import Path
from typing import Any

from grader.domain.scoring import MAX_SCORE
from grader.exam import misconceptions, samples
from grader.exam.assignment import Assignment
from grader.exam.misconceptions import Misconception
from grader.exam.trials import Trials, failed_tests, run_trials

CONFIDENCE = 0.95
LARGEST_SHARE = 0.1
"""Of a tolerance that right solutions may use: above it, one of them will fail some day."""

SHOWN = 3
"""Of seeds on which the same goes wrong, so many are named."""


@dataclass(frozen=True)
class Audit:
    """What came of an assignment."""

    assignment: Assignment
    seeds: Sequence[int]
    misconceptions: Mapping[Path, Misconception]
    trials: Mapping[Path, Trials]
    of_samples: Sequence[str]
    """What is wrong with the sample tests."""

    @property
    def reference(self) -> Trials:
        """Those of the reference."""
        return self.trials[self.assignment.reference]

    @property
    def flakes(self) -> int:
        """On how many seeds the reference loses a point."""
        return sum(report["score"] != MAX_SCORE for report in self.reference.reports)

    @property
    def tests(self) -> list[str]:
        """The names of the hidden tests."""
        reports = self.reference.reports
        return [test["name"] for test in reports[0]["tests"]] if reports else []

    @property
    def tolerance_used(self) -> float:
        """The largest part of a tolerance that a right solution used."""
        right = [trials for file, trials in self.trials.items() if file in self._right_files]
        tests = [test for trials in right for report in trials.reports for test in report["tests"]]
        return max((float(test["tolerance_used"]) for test in tests), default=0.0)

    @property
    def _right_files(self) -> list[Path]:
        return [file for file in self.trials if file == self.assignment.reference or file.stem.startswith("right_")]

    @cached_property
    def breaches(self) -> list[str]:
        """All that is not as it has to be, each in a sentence."""
        return [*self._of_subjects(), *self._of_tests(), *self.of_samples]

    def _of_subjects(self) -> Iterator[str]:
        for file, trials in self.trials.items():
            broken = [
                (report["seed"], complaint) for report in trials.reports if (complaint := self._complaint(file, report))
            ]
            for complaint in dict.fromkeys(complaint for _, complaint in broken):
                seeds = [seed for seed, other in broken if other == complaint]
                place = "" if complaint.startswith(str(file)) else f"{file}: "
                yield f"{place}{complaint} ({_on_seeds(seeds, len(self.seeds))})"
            if trials.problem:
                yield f"{file}: {trials.problem}"

    def _of_tests(self) -> Iterator[str]:
        if not self.misconceptions:
            yield f"{self.assignment.folder / 'misconceptions'}: there is none: nothing shows that the tests catch any"
            return
        killed = {test for file in self.misconceptions for test in self.trials[file].failed()}
        if self.tolerance_used > LARGEST_SHARE:
            yield f"{self.assignment.folder}: a right solution uses {self.tolerance_used:.0%} of a test's tolerance"
        for test in self.tests:
            if test not in killed:
                yield f"{self.assignment.folder / 'tests' / test}: no misconception fails it, so it may catch nothing"

    def _complaint(self, file: Path, report: dict[str, Any]) -> str:
        """Return what is wrong with *report*, nothing if it is as it has to be."""
        if report["error"]:
            return str(report["error"]["message"])
        named = {slug for test in report["tests"] for slug in test["misconceptions"]}
        if file == self.assignment.folder / "starter.py":
            return f"the starter earns {report['score']:g} points" if report["score"] else ""
        if file in self.misconceptions:
            return _wrong_criteria(self.misconceptions[file], report) or _wrong_name(file.stem, named)
        if file.stem.startswith("known_"):
            return _wrong_name(file.stem.removeprefix("known_").split("__")[0], named)
        if file.stem.startswith("unknown_"):
            right = "it earns everything" if report["score"] == MAX_SCORE else ""
            return f"it is taken for {_listed(named)}" if named else right
        return f"it fails {_listed(failed_tests(report))}" if report["score"] != MAX_SCORE else ""


def audit(assignment: Assignment, seeds: Sequence[int], tick: Callable[[], None]) -> Audit:
    """Run everything on every seed; *tick* is called after each trial.

    Raises:
        AuthorError: a misconception is not as it should be.

    """
    known = {one.file: one for one in misconceptions.load(assignment)}
    files = subjects(assignment)
    trials = run_trials(assignment, files, seeds, tick)
    of_samples = list(samples.complaints(assignment, [*known]))
    return Audit(assignment, seeds, known, dict(zip(files, trials, strict=True)), of_samples)


def subjects(assignment: Assignment) -> list[Path]:
    """Return the files that *assignment* is examined on."""
    corpus = assignment.folder.parent.parent / "tests" / "submissions" / assignment.slug
    return [
        assignment.reference,
        assignment.folder / "starter.py",
        *sorted((assignment.folder / "misconceptions").glob("*.py")),
        *sorted(file for file in corpus.glob("*.py") if file.stem.startswith(("right_", "known_", "unknown_"))),
    ]


def upper_bound(failures: int, trials: int) -> float:
    """Return the rate of failure that is not exceeded, with 95 % confidence.

    Source: Clopper & Pearson, Biometrika 26 (1934); found by bisection.
    """
    low, high = 0.0, 1.0
    while high - low > 1e-6 and failures < trials:
        rate = (low + high) / 2
        chance = sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(failures + 1))
        low, high = (rate, high) if chance > 1 - CONFIDENCE else (low, rate)
    return high


def _wrong_criteria(misconception: Misconception, report: Mapping[str, Any]) -> str:
    failed = {test["criterion"] for test in report["tests"] if test["outcome"] != "passed"}
    if failed == set(misconception.fails):
        return ""
    return f"it says that it fails {_listed(misconception.fails)}, and fails {_listed(failed)}"


def _wrong_name(slug: str, named: set[str]) -> str:
    return "" if named == {slug} else f"it has to be taken for {slug}, and is taken for {_listed(named)}"


def _listed(names: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _on_seeds(seeds: Sequence[int], of: int) -> str:
    shown = ", ".join(map(str, seeds[:SHOWN])) + (" …" if len(seeds) > SHOWN else "")
    return f"on {len(seeds)} of {of} seeds: {shown}"
