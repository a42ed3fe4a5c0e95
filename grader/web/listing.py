"""The code of an attempt, line by line: highlighted, with marks where tests failed and what staff say below."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.db.models import Comment
from grader.web.highlighting import code_lines
from grader.web.results import CriterionResult

TRACED = re.compile(r"^  line (\d{1,9})\b", re.MULTILINE)
"""How a message of the grader's names a line of the student's; see :mod:`grader.domain.traces`."""
SHOWN_AT_MOST = 5000
"""Lines; the rest is for who downloads the file, since a page must not take seconds."""
WHY = "why"
"""The anchor of what kept the whole file from being run."""


@dataclass(frozen=True)
class Mark:
    """Why a line is marked, and where on the page that is told."""

    anchor: str
    words: str


@dataclass(frozen=True)
class Line:
    """A line of the code."""

    number: int
    html: Markup
    mark: Mark | None
    comments: Sequence[Comment]


@dataclass(frozen=True)
class Listing:
    """The code, and what is said of it."""

    lines: Sequence[Line]
    total: int
    """How many lines there are; those that are too many are not shown."""
    comments: Sequence[Comment]
    """Those about the whole, and those about lines that are not shown."""


def listing(source: str, marks: Mapping[int, Mark], comments: Iterable[Comment]) -> Listing:
    """Return *source* with its *marks* by line, and *comments* where they belong."""
    every = code_lines(source)
    lines = every[:SHOWN_AT_MOST]
    by_line: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_line[comment.line if comment.line and comment.line <= len(lines) else 0].append(comment)
    shown = [Line(n, html, marks.get(n), by_line.get(n, ())) for n, html in enumerate(lines, start=1)]
    return Listing(shown, len(every), by_line[0])


def marks_of(error_message: str, criteria: Iterable[CriterionResult]) -> dict[int, Mark]:
    """Return by line what the messages that stand on the page say of it."""
    told = [(error_message, Mark(WHY, "The file could not be run because of this line"))]
    for question in (question for criterion in criteria for question in criterion.questions):
        mark = Mark(question.anchor, f"A test failed here: {question.title}")
        told += [(each.message, mark) for case in question.cases for each in case.evidence]
    marks: dict[int, Mark] = {}
    for message, mark in told:
        for number in TRACED.findall(message):
            marks.setdefault(int(number), mark)
    return marks
