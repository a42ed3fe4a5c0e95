"""What staff say about submissions."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import Comment


def comments(session: Session, submission_id: int) -> list[Comment]:
    """Return what was said about a submission, with who said it, the oldest first."""
    found = select(Comment).where(Comment.submission_id == submission_id).order_by(Comment.id)
    return list(session.scalars(found.options(joinedload(Comment.author))))
