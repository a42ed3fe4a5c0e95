"""How alike the submissions of an assignment are, and two of them side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from grader.db.models import JobState, Submission
from grader.db.queries import similarity as reports
from grader.services import similarity as comparisons
from grader.services.access import staff_line_item
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.highlighting import code_lines
from grader.web.navigation import line_item_tabs, to_course, to_line_item

similarity = Blueprint("similarity", __name__)
similarity.before_request(signin.require_sign_in)


@dataclass(frozen=True)
class Line:
    """A line of one side, and the number of the passage that it belongs to; 0: none."""

    number: int
    html: Markup
    passage: int
    begins: bool
    """It is the first line of its passage."""


@dataclass(frozen=True)
class Side:
    """One of two submissions."""

    key: str
    """``left`` or ``right``."""
    other: str
    submission: Submission
    share: float
    lines: Sequence[Line]


@similarity.get("/assignments/<int:line_item_id>/similarity")
def show(line_item_id: int) -> str:
    """Show the newest comparison, and a button for another."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    newest = reports.newest(reading(), line_item_id)
    return render_template(
        "similarity/report.html",
        line_item=item,
        trail=to_course(item.course),
        tabs=line_item_tabs(item),
        newest=newest,
        is_open=newest is not None and newest.state is JobState.OPEN,
        has_failed=newest is not None and newest.state is JobState.FAILED,
        report=reports.finished(reading(), line_item_id),
    )


@similarity.post("/assignments/<int:line_item_id>/similarity")
def ask(line_item_id: int) -> Response:
    """Have the submissions compared."""
    with writing() as session:
        comparisons.ask(session, signin.person(), line_item_id)
    flash("The submissions are being compared. It takes a few seconds, with hundreds of students a minute.")
    return redirect(url_for("similarity.show", line_item_id=line_item_id))


@similarity.get("/similar-pairs/<int:pair_id>")
def pair(pair_id: int) -> str:
    """Show two submissions side by side."""
    with writing() as session:  # that it was seen is written down
        found = comparisons.see_pair(session, signin.person(), pair_id)
    item = found.left.line_item
    lefts, rights = ([tuple(each[start : start + 2]) for each in found.passages] for start in (0, 2))
    return render_template(
        "similarity/pair.html",
        trail=[*to_line_item(item), ("Similarity", url_for("similarity.show", line_item_id=item.id))],
        passages=list(zip(lefts, rights, strict=True)),
        sides=[
            Side("left", "right", found.left, found.left_share, list(_lines(found.left, lefts))),
            Side("right", "left", found.right, found.right_share, list(_lines(found.right, rights))),
        ],
    )


def _lines(submission: Submission, passages: Sequence[Sequence[int]]) -> Iterator[Line]:
    for number, html in enumerate(code_lines(submission.content.decode("utf-8-sig", "replace")), start=1):
        within = [place for place, (first, last) in enumerate(passages, start=1) if first <= number <= last]
        yield Line(number, html, within[-1] if within else 0, any(first == number for first, _ in passages))
