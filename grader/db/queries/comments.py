"""What staff say about submissions."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import Comment, Submission


def comments(session: Session, submission_id: int) -> list[Comment]:
    """Return what was said about a submission, with who said it, the oldest first."""
    found = select(Comment).where(Comment.submission_id == submission_id).order_by(Comment.id)
    return list(session.scalars(found.options(joinedload(Comment.author))))


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
