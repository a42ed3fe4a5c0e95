"""How a student's score in a line item came about."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import GradeEvent, Result
from grader.domain.gradebook import EventKind

BY_HAND = EventKind.OVERRIDDEN, EventKind.LIFTED


def result(session: Session, line_item_id: int, student_id: int) -> Result | None:
    """Return a student's cell of the gradebook as it is now."""
    return session.get(Result, (line_item_id, student_id), populate_existing=True)


def override(session: Session, line_item_id: int, student_id: int) -> GradeEvent | None:
    """Return the override that stands, with who gave it; None: the attempts count."""
    its = GradeEvent.line_item_id == line_item_id, GradeEvent.student_id == student_id
    found = select(GradeEvent).where(*its, GradeEvent.kind.in_(BY_HAND), GradeEvent.attempt.is_(None))
    last = session.scalar(found.options(joinedload(GradeEvent.actor)).order_by(GradeEvent.id.desc()).limit(1))
    return last if last and last.kind is EventKind.OVERRIDDEN else None
