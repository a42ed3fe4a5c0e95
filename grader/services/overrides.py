"""Scores given by hand: they stand, whatever is graded meanwhile, until they are lifted."""

from decimal import Decimal

from sqlalchemy.orm import Session

from grader.db.models import GradeEvent, LineItem, User
from grader.db.queries import grades, people
from grader.domain.gradebook import EventKind
from grader.domain.scoring import CENT, MAX_SCORE
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services import audit, reports, results
from grader.services.access import require_instructor, staff_line_item
from grader.services.audit import Action

REASON_LENGTH = 1_000
"""Characters that a reason may have."""
SCORE_WANTED = f"The score must be a number from 0 to {MAX_SCORE} with at most two decimal places, such as 87.5."


def override(session: Session, actor: User, line_item_id: int, student_id: int, *, score: Decimal, reason: str) -> None:
    """Give a student this score in a line item, whatever their attempts have; the same again changes nothing.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item or student in it.
        NotAllowed: the actor is no instructor.
        Refused: the score is not from 0 to 100 with two places at most, or a reason is missing.

    """
    item = _item(session, actor, line_item_id, student_id)
    if not (score.is_finite() and 0 <= score <= MAX_SCORE and score == score.quantize(CENT)):
        raise Refused(SCORE_WANTED)
    why = checked_reason(reason)
    results.take_turns(session, item.id)
    standing = grades.override(session, item.id, student_id)
    if standing is None or (standing.score, standing.reason) != (score, why):
        _append(session, actor, item, _event(student_id, EventKind.OVERRIDDEN, score, why))


def lift(session: Session, actor: User, line_item_id: int, student_id: int, *, reason: str) -> None:
    """Let a student's attempts count again; nothing changes if they do.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item or student in it.
        NotAllowed: the actor is no instructor.
        Refused: a reason is missing.

    """
    item = _item(session, actor, line_item_id, student_id)
    why = checked_reason(reason)
    results.take_turns(session, item.id)
    if grades.override(session, item.id, student_id):
        _append(session, actor, item, _event(student_id, EventKind.LIFTED, None, why))


def checked_reason(text: str) -> str:
    """Return the reason for a change of grades, tidied.

    Raises:
        Refused: there is none, or it is too long.

    """
    reason = plain(text, REASON_LENGTH + 1).strip()
    if not reason:
        raise Refused("Say why: the reason is kept with the change, so that everybody can understand it later.")
    if len(reason) > REASON_LENGTH:
        raise Refused(f"The reason is too long: at most {REASON_LENGTH} characters.")
    return reason


def _item(session: Session, actor: User, line_item_id: int, student_id: int) -> LineItem:
    item = staff_line_item(session, actor, line_item_id)
    require_instructor(session, actor, item.course_id)
    if people.role(session, student_id, item.course_id) is None:
        raise NotFound("There is no such student in this course.")
    return item


def _event(student_id: int, kind: EventKind, score: Decimal | None, reason: str) -> GradeEvent:
    return GradeEvent(student_id=student_id, kind=kind, score=score, reason=reason)


def _append(session: Session, actor: User, item: LineItem, event: GradeEvent) -> None:
    before = _counting(session, item, event.student_id)
    event.line_item_id, event.actor_id = item.id, actor.id
    session.add(event)
    results.refresh(session, item.id, event.student_id)
    reports.want(session, item.id)
    detail = {"before": before, "after": _counting(session, item, event.student_id), "reason": event.reason}
    action = Action.OVERRODE_SCORE if event.kind is EventKind.OVERRIDDEN else Action.LIFTED_OVERRIDE
    audit.note(session, actor, item.course_id, action, item.title, student_id=event.student_id, **detail)
    session.flush()


def _counting(session: Session, item: LineItem, student_id: int) -> str | None:
    found = grades.result(session, item.id, student_id)
    return None if found is None or found.score is None else str(found.score)
