"""Where somebody stands in one assignment: its rules for them, what they may still do, and their attempts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Result, Role, Submission, User
from grader.db.queries import attempts, gradebook
from grader.domain.rules import Phase, Rules
from grader.domain.visibility import Sight
from grader.web import terms
from grader.web.clock import zone_name
from grader.web.history import Listed, history
from grader.web.reader import reader_of


@dataclass(frozen=True)
class Work:
    """What the page of an assignment says beside the text."""

    rules: Rules
    phase: Phase
    is_extended: bool
    terms: Sequence[str]
    """The rules as sentences."""
    attempts_left: str
    is_bound: bool
    """Whether dates and limits hold for the reader; they do not for staff, who try the assignment."""
    is_used_up: bool
    """Whether no attempt is left."""
    is_taken: bool
    """Whether another attempt can be handed in, be it after the cool-down."""
    next_attempt_at: datetime | None
    """When the cool-down ends; None: it has ended."""
    score: Decimal | None
    """What counts; None: there is none, or it is not published."""
    score_note: str
    """How it came about, or why it is not shown."""
    attempts: Sequence[Listed]


def work_of(session: Session, reader: User, item: LineItem, role: Role, now: datetime) -> Work:
    """Return where *reader* stands in *item*."""
    known = reader_of(session, item, reader.id, role, now)
    rules, seen = known.rules, known.sight
    every = attempts.attempts(session, item.id, reader.id)
    result = gradebook.result(session, item.id, reader.id)
    used = attempts.used(session, reader.id, [item.id]).get(item.id, 0)
    listed = history(every, item, rules, result, seen)
    phase, is_used_up = rules.phase(now), rules.attempts_left(used) == 0
    may_hand_in = role.is_staff or (phase in {Phase.OPEN, Phase.LATE} and not is_used_up)
    return Work(
        rules,
        phase,
        is_extended=rules.due_at != item.due_at,
        terms=_terms(rules, item),
        attempts_left=terms.attempts_left(rules, used),
        is_bound=not role.is_staff,
        is_used_up=is_used_up,
        is_taken=may_hand_in and not item.problem,
        next_attempt_at=None if role.is_staff else _next_attempt_at(rules, every, now),
        score=result.score if result and seen is not Sight.HIDDEN else None,
        score_note=_score_note(result, listed, seen) if result and result.score is not None else "",
        attempts=listed,
    )


def _terms(rules: Rules, item: LineItem) -> list[str]:
    sentences = terms.late_rule(rules, zone_name()), terms.COUNTING[item.counting], terms.cool_down(rules)
    return [sentence for sentence in sentences if sentence]


def _next_attempt_at(rules: Rules, every: Sequence[Submission], now: datetime) -> datetime | None:
    """Return when the cool-down ends that the newest attempt began; one that we failed to grade begins none."""
    if not every or every[0].shown_run.state is JobState.FAILED:
        return None
    at = rules.next_attempt_at(every[0].received_at)
    return at if at and now < at else None


def _score_note(result: Result, listed: Sequence[Listed], seen: Sight) -> str:
    if seen is Sight.HIDDEN:
        return terms.UNPUBLISHED
    if result.is_overridden:
        return terms.BY_HAND
    counting = next((each for each in listed if each.counts), None)
    return f"Attempt {counting.attempt} {counting.counts}" if counting else ""
