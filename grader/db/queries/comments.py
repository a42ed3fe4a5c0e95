"""What staff have said."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import Comment, Submission


def of_submission(session: Session, submission_id: int) -> list[Comment]:
    """Return the comments on a submission with their authors, in the order of the lines."""
    found = select(Comment).where(Comment.submission_id == submission_id).options(joinedload(Comment.author))
    return sorted(session.scalars(found.order_by(Comment.id)), key=lambda each: each.line or 0)


def comment(session: Session, comment_id: int) -> Comment | None:
    """Return the comment with this id."""
    return session.get(Comment, comment_id)


def same(session: Session, submission_id: int, author_id: int, line: int | None, text: str) -> Comment | None:
    """Return the comment that says just this."""
    of_author = Comment.submission_id == submission_id, Comment.author_id == author_id
    said = Comment.line.is_not_distinct_from(line), Comment.text == text
    return session.scalar(select(Comment).where(*of_author, *said).limit(1))


def lock(session: Session, submission_id: int) -> None:
    """Let those who comment on a submission take turns."""
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update(key_share=True))
