"""What staff have around a submission: its neighbours, its runs, and the score that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import request, url_for

from grader.db.models import GradeEvent, Result, Role, Run, Submission
from grader.db.queries import grades
from grader.db.queries import submissions as all_submissions
from grader.db.queries.submissions import Order
from grader.domain.scoring import after_deduction
from grader.services.comments import LENGTH
from grader.web.choosing import Choice
from grader.web.database import reading
from grader.web.looks import Look
from grader.web.results import look_of


@dataclass(frozen=True)
class Neighbours:
    """The submissions before and after this one, as addresses; where it stands among how many."""

    before: str | None
    after: str | None
    place: int | None
    """From 1; None: it is not among them."""
    total: int
    noun: str
    """What is counted: newest attempts by ``student``, or what a list has found."""
    back: str
    """The address of the list that one came from."""


@dataclass(frozen=True)
class RunLink:
    """A run of a submission, as it is listed."""

    run: Run
    kind: str
    look: Look
    href: str
    is_here: bool


@dataclass(frozen=True)
class Desk:
    """All of it."""

    neighbours: Neighbours
    runs: Sequence[RunLink]
    result: Result | None
    override: GradeEvent | None
    by_attempts: Decimal | None
    """What would count without the override."""
    may_change: bool
    comment_length: int = LENGTH


def desk_of(found: Submission, run: Run, result: Result | None, role: Role) -> Desk:
    """Return what staff have around *found*, of which *run* is on the page."""
    is_by_hand = result is not None and result.is_overridden
    earned = result.earned if result else None
    return Desk(
        neighbours=_neighbours(found),
        runs=[_link(each, number, run) for number, each in enumerate(found.runs, start=1)],
        result=result,
        override=grades.override(reading(), found.line_item_id, found.student_id) if is_by_hand else None,
        by_attempts=after_deduction(earned, result.late_percent) if result and earned is not None else None,
        may_change=role is Role.INSTRUCTOR,
    )


def chosen_run(found: Submission) -> Run:
    """Return the run that the address asks for, if the submission has it; otherwise the one that the student sees."""
    asked = request.args.get("run", "")
    return next((run for run in found.runs if str(run.id) == asked), found.shown_run)


def carried() -> dict[str, Any]:
    """Return what of the address goes on to the next page: which list one came from."""
    return Choice.of(request).written


def _neighbours(found: Submission) -> Neighbours:
    """Return the neighbours in the list that one came from; without one, the newest attempts, by student."""
    choice, item = Choice.of(request), found.line_item
    if choice.without("missing"):
        every = all_submissions.ids(reading(), item, choice.wanted, choice.order or Order.STUDENT)
        place, noun = (every.index(found.id) if found.id in every else None), "submission"
    else:
        students = all_submissions.newest_ids(reading(), item)
        every = [submission_id for _, submission_id in students]
        place, noun = next((n for n, (who, _) in enumerate(students) if who == found.student_id), None), "student"
    before = None if not place else every[place - 1]
    after = None if place is None or place + 1 == len(every) else every[place + 1]
    return Neighbours(
        None if before is None else url_for("submission.show", submission_id=before, **choice.written),
        None if after is None else url_for("submission.show", submission_id=after, **choice.written),
        None if place is None else place + 1,
        len(every),
        noun,
        url_for("submissions.show", line_item_id=item.id, **choice.written),
    )


def _link(run: Run, number: int, here: Run) -> RunLink:
    href = url_for("submission.show", submission_id=run.submission_id, run=run.id, **carried())
    return RunLink(run, _kind(run, number), look_of(run), href, run.id == here.id)


def _kind(run: Run, number: int) -> str:
    if run.regrade_id is None:
        return "Handed in" if number == 1 else "Graded again"
    return f"Trial of regrade {run.regrade_id}" if run.is_trial else f"Regrade {run.regrade_id}"
