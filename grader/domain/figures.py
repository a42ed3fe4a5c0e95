"""The figures of a class in one line item: shaped from rows, and written as plain JSON."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from statistics import mean, median
from typing import Any, NamedTuple, Self

from grader.domain.outcomes import TestTable, Which
from grader.domain.scoring import CENT, MAX_SCORE
from grader.domain.unusual import Unusual

BINS = 10
STEP = timedelta(minutes=15)
"""Submissions are counted by it: every zone's days begin at a whole number of it."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AttemptRow(NamedTuple):
    """A known mistake of a graded attempt; one row without a mistake if it has none."""

    student_id: int
    attempt: int
    slug: str | None
    title: str | None


@dataclass(frozen=True)
class MistakeFigures:
    """How many students made a known mistake, and what became of it."""

    slug: str
    title: str
    students: int
    """Who made it in any attempt."""
    tried_again: int
    """Who of them has a graded attempt after the first one that showed it."""
    got_over: int
    """Who of those did not show it in the very next attempt."""
    still: int
    """Who shows it in the latest attempt."""


@dataclass(frozen=True)
class ClassFigures:
    """What the page of a line item shows of all students together."""

    median: Decimal | None
    mean: Decimal | None
    scores: list[int]
    """Number of students by score, in ten bins of the same width; full marks are in the last."""
    attempts: list[tuple[int, int]]
    """Numbers of attempts, each with how many students have handed in so often."""
    times: list[tuple[int, int]]
    """Quarters of an hour since the epoch, each with the number of submissions in it."""
    tests: dict[Which, TestTable]
    mistakes: list[MistakeFigures]
    unusual: list[Unusual]

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        plain = asdict(self)
        for name in ("median", "mean"):
            plain[name] = None if plain[name] is None else str(plain[name])
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """Return what :meth:`to_json` wrote."""
        return cls(
            median=_points(plain["median"]),
            mean=_points(plain["mean"]),
            scores=plain["scores"],
            attempts=[(number, students) for number, students in plain["attempts"]],
            times=[(step, count) for step, count in plain["times"]],
            tests={which: TestTable.from_json(plain["tests"][which]) for which in Which},
            mistakes=[MistakeFigures(**each) for each in plain["mistakes"]],
            unusual=[Unusual.from_json(each) for each in plain["unusual"]],
        )


def figures_of(
    results: Iterable[tuple[Decimal | None, int]],
    received: Iterable[datetime],
    tests: dict[Which, TestTable],
    attempts: Iterable[AttemptRow],
    unusual: list[Unusual],
) -> ClassFigures:
    """Return the figures of a class.

    Args:
        results: score and number of attempts of each student.
        received: when each submission came.
        tests: what became of each test, by the attempt that is looked at.
        attempts: every graded attempt with its mistakes, by student and attempt.
        unusual: what staff should look at.

    """
    pairs = list(results)
    scores = [score for score, _ in pairs if score is not None]
    return ClassFigures(
        median=median(scores).quantize(CENT, ROUND_HALF_UP) if scores else None,
        mean=mean(scores).quantize(CENT, ROUND_HALF_UP) if scores else None,
        scores=binned(scores),
        attempts=sorted(Counter(number for _, number in pairs if number).items()),
        times=sorted(Counter((at - EPOCH) // STEP for at in received).items()),
        tests=tests,
        mistakes=mistakes_of(attempts),
        unusual=unusual,
    )


def binned(scores: Iterable[Decimal]) -> list[int]:
    """Return how many *scores* are in each of ten bins; full marks are in the last."""
    bins = [0] * BINS
    for score in scores:
        bins[min(int(score * BINS / MAX_SCORE), BINS - 1)] += 1
    return bins


def mistakes_of(attempts: Iterable[AttemptRow]) -> list[MistakeFigures]:
    """Return what became of each known mistake, the one that the most students made first.

    *attempts* are by student and attempt, and only those that tell something: one whose code could not be run shows
    no mistake, and that is not to have got over one.
    """
    titles: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {}
    for _, rows in groupby(attempts, key=lambda row: row.student_id):
        history = []
        for _, found in groupby(rows, key=lambda row: row.attempt):
            named = {row.slug: row.title or row.slug for row in found if row.slug}
            titles |= named
            history.append(named.keys())
        for slug in set().union(*history):
            counts.setdefault(slug, Counter()).update(_fate(slug, history))
    figures = [
        MistakeFigures(slug, titles[slug], each["students"], each["tried_again"], each["got_over"], each["still"])
        for slug, each in counts.items()
    ]
    return sorted(figures, key=lambda each: (-each.students, each.title))


def _fate(slug: str, history: Sequence[Iterable[str]]) -> dict[str, int]:
    """Return what became of a mistake of one student; *history* has the mistakes of each attempt."""
    shown = [slug in mistakes for mistakes in history]
    after = shown[shown.index(True) + 1 :]
    return {"students": 1, "tried_again": len(after[:1]), "got_over": after[:1].count(False), "still": int(shown[-1])}


def _points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
