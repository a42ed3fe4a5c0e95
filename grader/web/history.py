"""A student's attempts at one assignment as they are listed: what each came to, which one counts, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from grader.db.models import LineItem, Result, Submission
from grader.domain.gradebook import Counting
from grader.domain.rules import Rules
from grader.domain.scoring import after_deduction
from grader.domain.visibility import Sight
from grader.web.looks import Look, counted
from grader.web.results import pending_look, scored_look
from grader.web.terms import deduction

GRADED = Look("idle", "check", "Graded")
"""What is seen of a score that is not published."""


@dataclass(frozen=True)
class Listed:
    """An attempt in the list."""

    id: int
    attempt: int
    received_at: datetime
    look: Look
    counts: str
    """Why it is the one that counts; empty if it is not."""
    deduction: str
    """Its score before and after what is taken off for late work; empty if nothing is."""


def history(
    attempts: Sequence[Submission], item: LineItem, rules: Rules, result: Result | None, sight: Sight
) -> list[Listed]:
    """Return *attempts* as they are listed; *result* is what they come to together."""
    is_told = result is not None and not result.is_overridden and sight is not Sight.HIDDEN
    counting = result.counting_attempt if result and is_told else None
    why = _reason(item, sum(each.shown_run.score is not None for each in attempts))
    return [_listed(each, rules, sight, why if each.attempt == counting else "") for each in attempts]


def _reason(item: LineItem, graded: int) -> str:
    """Say why an attempt counts, one of *graded*."""
    if graded == 1:
        return "counts"
    return "counts: the latest" if item.counting is Counting.LATEST else f"counts: the best of {graded}"


def _listed(submission: Submission, rules: Rules, sight: Sight, counts: str) -> Listed:
    score, received_at = submission.shown_run.score, submission.received_at
    look, taken_off = pending_look(submission.shown_run) or GRADED, ""
    if score is not None and sight is not Sight.HIDDEN:
        look = scored_look(after_deduction(score, rules.late_percent(received_at)))
        taken_off = deduction(score, rules, received_at)
    elif days := rules.days_late(received_at):
        taken_off = f"{counted(days, 'day')} late"
    return Listed(submission.id, submission.attempt, received_at, look, counts, taken_off)
