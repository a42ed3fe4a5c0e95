"""The assignments of a student as cards: what is due next comes first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from grader.db.queries import attempts, gradebook
from grader.db.queries import rules as all_rules
from grader.db.queries.gradebook import ItemStanding
from grader.domain.rules import Phase, Rules
from grader.web import terms
from grader.web.clock import zone_name
from grader.web.looks import Look
from grader.web.material import material_of
from grader.web.results import pending_look

NOT_STARTED = Look("idle", "skip", "Not started")
PHASES = {
    Phase.AHEAD: Look("idle", "clock", "Not open yet"),
    Phase.OPEN: NOT_STARTED,
    Phase.LATE: Look("care", "clock", "Late"),
    Phase.CLOSED: Look("idle", "lock", "Closed"),
}
"""How an assignment stands that nothing has been handed in for."""


@dataclass(frozen=True)
class Card:
    """An assignment in the list of a course."""

    id: int
    title: str
    summary: str
    rules: Rules
    phase: Phase
    is_extended: bool
    status: Look
    score: Decimal | None
    """What counts; None: there is none, or it is not published."""
    score_words: str
    attempts_left: str
    late_rule: str


def cards(session: Session, student_id: int, now: datetime) -> Mapping[int, list[Card]]:
    """Return by course the assignments that somebody sees as its student."""
    standings = gradebook.overview(session, student_id)
    items = [each.line_item for each in standings]
    rules = all_rules.of_student(session, student_id, items)
    used = attempts.used(session, student_id, [item.id for item in items])
    found: dict[int, list[Card]] = {}
    for each in sorted(standings, key=lambda each: _urgency(rules[each.line_item.id], now)):
        item = each.line_item
        found.setdefault(item.course_id, []).append(_card(each, rules[item.id], used.get(item.id, 0), now))
    return found


def _card(each: ItemStanding, rules: Rules, used: int, now: datetime) -> Card:
    item, phase, material = each.line_item, rules.phase(now), material_of(each.line_item)
    return Card(
        item.id,
        item.title,
        material.summary if material else "",
        rules,
        phase,
        is_extended=rules.due_at != item.due_at,
        status=_status(each, phase),
        score=each.standing.score if item.are_scores_shown else None,
        score_words=_score_words(each),
        attempts_left="" if phase is Phase.CLOSED else terms.attempts_left(rules, used),
        late_rule="" if phase is Phase.CLOSED else terms.late_rule(rules, zone_name()),
    )


def _status(each: ItemStanding, phase: Phase) -> Look:
    """Say how it stands: first what the newest attempt waits for, then what there is."""
    pending = pending_look(each.standing.latest)
    if pending:
        return pending
    if each.standing.score is not None:
        return Look("good", "check", "Graded")
    if each.line_item.problem and phase in {Phase.OPEN, Phase.LATE}:
        return Look("care", "alert", "Closed for now")
    return PHASES[phase]


def _score_words(each: ItemStanding) -> str:
    """Say where the score is from, or why none is shown; nothing where there is none."""
    result = each.standing.result
    if result is None or result.score is None:
        return ""
    if not each.line_item.are_scores_shown:
        return terms.UNPUBLISHED
    if result.is_overridden:
        return terms.BY_HAND
    words = f"Attempt {result.counting_attempt}"
    return f"{words}, less {result.late_percent} %" if result.late_percent else words


def _urgency(rules: Rules, now: datetime) -> tuple[int, float]:
    """Return what sorts by what comes next: what ends soon, what never ends, what opens, what is over."""
    phase = rules.phase(now)
    if phase is Phase.AHEAD and rules.opens_at:
        return 2, rules.opens_at.timestamp()
    if phase is Phase.CLOSED and rules.last_moment:
        return 3, -rules.last_moment.timestamp()
    ends_at = rules.next_date(now)
    return (0, ends_at.timestamp()) if ends_at else (1, 0)
