"""Names the mistake: runs a failed test again with each known mistake in the student's place.

A mistake is named if the checks of the test judged the same numbers of it as of the student, all of them, and if the
right answer does not share them. So nothing is named that merely looks similar: a wrong name is worse than none.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType

from grader.errors import AuthorError
from grader.exam.agreement import Comparison, Different
from grader.exam.checks import CheckFailed
from grader.exam.limit import Clock, TimeIsUp, time_limit
from grader.exam.misconceptions import Misconception
from grader.exam.modules import load_trusted
from grader.exam.replay import Replay
from grader.exam.sheet import Judged, on_sheet

BUDGET_S = 2.0
"""Of processor time, for all failed tests of a run together."""


@dataclass(frozen=True)
class Failure:
    """A test that a check has failed."""

    criterion: str
    replay: Replay
    judged: Sequence[Judged]
    duration_s: float


@dataclass(frozen=True)
class _Agreement:
    misconception: Misconception
    is_proof: bool
    """False: all that agrees is NaN or a figure that many mistakes lead to; it takes a proof in another test."""


def diagnose(
    failures: Sequence[Failure], misconceptions: Sequence[Misconception], passed_criteria: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return the slugs of the mistakes that explain each failed test, the likeliest first; no entry where none does.

    Of several that agree with a test, those are told that explain most tests; *passed_criteria*, in which the student
    failed nothing, speak against a mistake that fails them.
    """
    search = _Search(misconceptions, passed_criteria)
    with suppress(TimeIsUp), time_limit(BUDGET_S, Clock.PROCESSOR):
        for failure in sorted(failures, key=lambda failure: failure.duration_s):
            search.look_at(failure)
    return search.result()


class _Search:
    """What has been found so far."""

    def __init__(self, misconceptions: Sequence[Misconception], passed_criteria: set[str]) -> None:
        self._misconceptions = misconceptions
        self._against = {one.slug: len(passed_criteria.intersection(one.fails)) for one in misconceptions}
        self._modules: dict[str, ModuleType | None] = {}
        self._found: dict[str, list[_Agreement]] = {}
        self._explained: Counter[str] = Counter()

    def look_at(self, failure: Failure) -> None:
        """Find the mistakes that agree with *failure*, the likeliest first; less likely ones only if none does."""
        candidates = [one for one in self._misconceptions if failure.criterion in one.fails]
        found: list[_Agreement] = []
        for candidate in sorted(candidates, key=self._rank):
            if found and self._rank(candidate) > self._rank(found[0].misconception):
                break
            if agreement := self._agreement(failure, candidate):
                found.append(agreement)
        self._explained.update(one.misconception.slug for one in found)
        self._found[failure.replay.test] = found

    def result(self) -> dict[str, tuple[str, ...]]:
        """Return what explains most, for each test."""
        proven = {one.misconception.slug for found in self._found.values() for one in found if one.is_proof}
        named = {
            test: [one.misconception for one in found if one.misconception.slug in proven]
            for test, found in self._found.items()
        }
        return {test: self._likeliest(agreeing) for test, agreeing in named.items() if agreeing}

    def _likeliest(self, agreeing: Sequence[Misconception]) -> tuple[str, ...]:
        most = max(self._explained[one.slug] for one in agreeing)
        best = [one for one in agreeing if self._explained[one.slug] == most]
        return tuple(one.slug for one in sorted(best, key=self._rank))

    def _rank(self, misconception: Misconception) -> tuple[int, int]:
        return -self._explained[misconception.slug], self._against[misconception.slug]

    def _agreement(self, failure: Failure, candidate: Misconception) -> _Agreement | None:
        module = self._module(candidate)
        sheet = Comparison(failure.judged)
        try:
            with on_sheet(sheet):
                if module:
                    failure.replay.run(module)
        except CheckFailed:
            return _Agreement(candidate, is_proof=sheet.is_proof) if sheet.is_complete else None
        except (Different, Exception):  # noqa: BLE001 - it ends otherwise than the student's did
            return None
        return None

    def _module(self, misconception: Misconception) -> ModuleType | None:
        """Return the module, None if it cannot be imported: an audit complains of that, a student's run does not."""
        if misconception.slug not in self._modules:
            try:
                self._modules[misconception.slug] = load_trusted(misconception.file)
            except AuthorError:
                self._modules[misconception.slug] = None
        return self._modules[misconception.slug]
