"""A regrade as its page shows it: whose score changes, by how much, and in which tests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from grader.db.models import JobState, Regrade
from grader.db.queries import regrades as all_regrades
from grader.db.queries.regrades import Compared, Shown
from grader.domain.changes import Changes, Findings, compare
from grader.web.database import reading
from grader.web.paging import Paging

SIZE = 25
KINDS = {
    "up": "go up",
    "down": "go down",
    "first": "get a first score",
    "same": "stay the same",
    "failed": "could not be graded anew",
}
CHANGED = {"up", "down", "first", "failed"}
"""Kinds that are shown unless something else is asked for."""


@dataclass(frozen=True)
class Row:
    """One attempt."""

    compared: Compared
    shown: Shown
    tests: Changes
    new: int
    """Tests that were not there before."""
    gone: int

    @property
    def difference(self) -> Decimal | None:
        """By how much the score changes."""
        before, after = self.compared.before, self.compared.after
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Comparison:
    """A page of them, and how many there are of each kind."""

    kind: str
    """One of KINDS, ``all`` or ``changed``."""
    totals: Mapping[str, int]
    paging: Paging
    rows: list[Row]
    left_alone: int
    """Attempts that something newer has graded."""

    @property
    def changed(self) -> int:
        """How many would have another score, or one at all."""
        return sum(self.totals.get(kind, 0) for kind in CHANGED - {"failed"})


def comparison(regrade: Regrade, kind: str) -> Comparison:
    """Return the page of a regrade's comparison that the address asks for."""
    kind = kind if kind in {*KINDS, "all"} else "changed"
    every = [row for row in all_regrades.compared(reading(), regrade.id) if row.state is not JobState.OPEN]
    wanted = {"changed": CHANGED, "all": set(KINDS)}.get(kind, {kind})
    found = [row for row in every if kind_of(row) in wanted]
    paging = Paging.of_request(len(found), SIZE)
    return Comparison(
        kind,
        Counter(kind_of(row) for row in every),
        paging,
        _rows(found[paging.offset : paging.last]),
        sum(row.has_newer and not row.is_applied and row.after is not None for row in every),
    )


def kind_of(row: Compared) -> str:
    """Return which of KINDS an ended run of a regrade is."""
    return row.change.value if row.change else "failed"


def _rows(compared: list[Compared]) -> list[Row]:
    runs = [row.run_id for row in compared]
    earlier = [row.before_run_id for row in compared if row.before_run_id is not None]
    shown, findings = all_regrades.shown(reading(), runs), all_regrades.findings(reading(), runs + earlier)
    return [_row(row, shown[row.run_id], findings) for row in compared]


def _row(row: Compared, shown: Shown, findings: Mapping[int, Findings]) -> Row:
    nothing = Findings({}, {})
    before, after = findings.get(row.before_run_id or 0, nothing), findings[row.run_id]
    new, gone = after.tests.keys() - before.tests.keys(), before.tests.keys() - after.tests.keys()
    return Row(row, shown, compare(before, after), len(new), len(gone))
