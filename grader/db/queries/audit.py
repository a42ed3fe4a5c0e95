"""What was written down of who did what."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from grader.db.models import AuditEvent


def is_noted(session: Session, actor_id: int, student_id: int, *, action: str, target: str, since: datetime) -> bool:
    """Say whether somebody did this to something of a student's at *since* or later."""
    done = AuditEvent.actor_id == actor_id, AuditEvent.action == action, AuditEvent.target == target
    recent = AuditEvent.student_id == student_id, AuditEvent.at >= since
    return bool(session.scalar(select(exists().where(*done, *recent))))
