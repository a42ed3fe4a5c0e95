"""What changed from one attempt to a later one."""

from collections.abc import Mapping
from dataclasses import dataclass

from grader.domain.scoring import Outcome


@dataclass(frozen=True)
class Findings:
    """What a run found: by name of the test its title and outcome, by slug the title of each known mistake."""

    tests: Mapping[str, tuple[str, Outcome]]
    mistakes: Mapping[str, str]


@dataclass(frozen=True)
class Changes:
    """Titles, in the order of the tests."""

    gained: list[str]
    """Pass now, and did not before."""
    lost: list[str]
    """Passed before, and do not any more."""
    overcome: list[str]
    """Mistakes that are gone."""

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.overcome)


def compare(before: Findings, after: Findings) -> Changes:
    """Return what changed in the tests that both runs had; the exam may have been changed between them."""
    gained, lost = [], []
    for name, (title, outcome) in after.tests.items():
        if name not in before.tests:
            continue
        passed, passes = before.tests[name][1] is Outcome.PASSED, outcome is Outcome.PASSED
        if passes and not passed:
            gained.append(title)
        elif passed and not passes:
            lost.append(title)
    overcome = [title for slug, title in before.mistakes.items() if slug not in after.mistakes]
    # A file that could not be run shows no mistake, and has got over none.
    return Changes(gained, lost, overcome if after.tests else [])
