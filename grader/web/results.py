"""A run as its page tells it: where it stands, and its tests by criterion and by what they ask."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from grader.db.models import JobState, Run, RunTest
from grader.domain.scoring import Outcome, total
from grader.exam.report import LESSONS
from grader.web.looks import OUTCOMES, Look, points
from grader.web.rendering import markdown


@dataclass(frozen=True)
class Picture:
    """A figure of the exam's, with its data as a table."""

    title: str
    description: str
    svg: Markup
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Evidence:
    """What one test has to show."""

    name: str
    """The kind of input; empty if the question was put only once."""
    message: str
    pictures: Sequence[Picture]


@dataclass(frozen=True)
class Case:
    """Kinds of input that a question was put with, and that came to the same."""

    names: Sequence[str]
    look: Look
    mistakes: Sequence[tuple[str, str]]
    """Slug and title of the known mistakes, any of which explains it."""
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Question:
    """Tests that ask the same: one, or one for each kind of input."""

    anchor: str
    """Its id on the page."""
    title: str
    look: Look
    points: Decimal
    max_points: Decimal
    cases: Sequence[Case]


@dataclass(frozen=True)
class Mistake:
    """A known mistake that the run has found."""

    slug: str
    title: str
    html: Markup
    lesson: str
    """What it does to training."""
    explains: Sequence[str]
    """Titles of the tests that fail for it."""


@dataclass(frozen=True)
class CriterionResult:
    """A line of the rubric and what was earned in it."""

    title: str
    points: Decimal
    max_points: Decimal
    questions: Sequence[Question]


def look_of(run: Run) -> Look:
    """Return what became of *run*, for a list."""
    return _unscored(run) if run.score is None else scored_look(run.score)


def scored_look(score: Decimal) -> Look:
    """Return how a score reads in a list."""
    return Look("good", "check", "100") if score == 100 else Look("idle", "", points(score))


def pending_look(run: Run | None) -> Look | None:
    """Return how *run* stands if it has no score; None if there is no run, or it has one."""
    return _unscored(run) if run and run.score is None else None


def _unscored(run: Run) -> Look:
    if run.state is JobState.OPEN:
        return Look("", "clock", "Being graded" if run.started_at else "Waiting")
    return Look("care", "alert", "Not graded")


def by_criterion(run: Run, titles: Mapping[str, str]) -> list[CriterionResult]:
    """Group the tests of *run* by criterion, in the order of *titles*; what has no title there keeps its name."""
    found: dict[str, list[RunTest]] = {name: [] for name in titles}
    for test in run.tests:
        found.setdefault(test.criterion, []).append(test)
    mistakes = {each.misconception: each.title for each in run.mistakes}
    return [
        CriterionResult(titles.get(name, name), *_earned(members), _questions(members, mistakes))
        for name, members in found.items()
        if members
    ]


def mistakes_of(run: Run) -> list[Mistake]:
    """Return the known mistakes of *run*, the one that explains most first."""
    return [
        Mistake(
            each.misconception,
            each.title,
            markdown(each.text).html,
            LESSONS[each.converges],
            list(
                dict.fromkeys(_split(test.title)[0] for test in run.tests if each.misconception in test.misconceptions)
            ),
        )
        for each in run.mistakes
    ]


def _questions(tests: Iterable[RunTest], mistakes: Mapping[str, str]) -> list[Question]:
    asked: dict[tuple[str, int], list[tuple[str, RunTest]]] = {}
    for test in tests:
        title, name = _split(test.title)
        asked.setdefault((title, 0 if name else test.id), []).append((name, test))
    return [_question(title, members, mistakes) for (title, _), members in asked.items()]


def _question(title: str, named: Sequence[tuple[str, RunTest]], mistakes: Mapping[str, str]) -> Question:
    tests = [test for _, test in named]
    look = _together([test.outcome for test in tests])
    return Question(f"test-{tests[0].id}", title, look, *_earned(tests), _cases(named, mistakes))


def _cases(named: Iterable[tuple[str, RunTest]], mistakes: Mapping[str, str]) -> list[Case]:
    """Put what failed for the same reason together, so that the reason is read once."""
    alike: dict[tuple[Outcome, Sequence[str], str], list[tuple[str, RunTest]]] = {}
    for name, test in named:
        slugs = tuple(test.misconceptions)
        alike.setdefault((test.outcome, slugs, "" if slugs else test.message), []).append((name, test))
    return [
        Case(
            [name for name, _ in members if name],
            OUTCOMES[outcome],
            [(slug, mistakes.get(slug, slug)) for slug in slugs],
            _evidence(members[:1] if slugs else members),  # where a mistake has a name, one example is enough
        )
        for (outcome, slugs, _), members in alike.items()
    ]


def _evidence(members: Sequence[tuple[str, RunTest]]) -> list[Evidence]:
    """Return messages and pictures, those of tests with the same message once."""
    told: dict[str, Evidence] = {}
    for name, test in members:
        if test.message or test.figures:
            told.setdefault(
                test.message or name, Evidence(name, test.message, [_picture(each) for each in test.figures])
            )
    return list(told.values())


def _picture(figure: Mapping[str, Any]) -> Picture:
    svg = Markup(figure["svg"])  # noqa: S704 - the exam drew it, from numbers and its own words
    return Picture(figure["title"], figure["description"], svg, figure["columns"], figure["rows"])


def _split(title: str) -> tuple[str, str]:
    """``Gradients are exact. [one sample]`` → the sentence and the case."""
    match = re.fullmatch(r"(.+?) \[(.+)\]", title, re.DOTALL)
    return (match[1], match[2]) if match else (title, "")


def _together(outcomes: Sequence[Outcome]) -> Look:
    passed = outcomes.count(Outcome.PASSED)
    if 0 < passed < len(outcomes):
        return Look("bad", "cross", f"{passed} of {len(outcomes)}")
    worst = next((kind for kind in OUTCOMES if kind is not Outcome.PASSED and kind in outcomes), Outcome.PASSED)
    return OUTCOMES[worst]


def _earned(tests: Iterable[RunTest]) -> tuple[Decimal, Decimal]:
    every = list(tests)
    return total(test.points for test in every), total(test.max_points for test in every)


def message(text: str) -> Markup:
    """Return a message of the grader's line by line; lines of the student's code become links to their place."""
    return Markup("").join(_line(line) for line in text.split("\n"))


def _line(text: str) -> Markup:
    traced = re.fullmatch(r"  line (\d{1,9})(.*)", text)
    if not traced:
        return Markup("<span>{}</span>").format(text)
    link = Markup('<a href="#line-{0}">line {0}</a>').format(int(traced[1]))
    return Markup('<span class="trace">{}{}</span>').format(link, escape(traced[2]))
