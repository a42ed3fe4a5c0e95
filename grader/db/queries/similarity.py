"""What comparisons of submissions need, and what they found."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from grader.db.models import Enrolment, LineItem, Result, Role, SimilarityReport, SimilarPair, Submission


def newest(session: Session, line_item_id: int) -> SimilarityReport | None:
    """Return the newest comparison of a line item, without its pairs."""
    of_item = select(SimilarityReport).where(SimilarityReport.line_item_id == line_item_id)
    return session.scalar(of_item.order_by(SimilarityReport.id.desc()).limit(1))


def finished(session: Session, line_item_id: int) -> SimilarityReport | None:
    """Return the newest comparison that is done, with its pairs, their submissions and students; no contents."""
    pairs = selectinload(SimilarityReport.pairs)
    return session.scalar(
        select(SimilarityReport)
        .where(SimilarityReport.line_item_id == line_item_id, SimilarityReport.finished_at.is_not(None))
        .where(SimilarityReport.error_kind.is_(None))
        .options(
            pairs.joinedload(SimilarPair.left).joinedload(Submission.student),
            pairs.joinedload(SimilarPair.right).joinedload(Submission.student),
        )
        .order_by(SimilarityReport.id.desc())
        .limit(1)
    )


def pair(session: Session, pair_id: int) -> SimilarPair | None:
    """Return a pair with both submissions, their contents, students and line items."""
    found = select(SimilarPair).where(SimilarPair.id == pair_id)
    for side in (joinedload(SimilarPair.left), joinedload(SimilarPair.right)):
        found = found.options(
            side.undefer(Submission.content),
            side.joinedload(Submission.student),
            side.joinedload(Submission.line_item).joinedload(LineItem.course),
        )
    return session.scalar(found)


def line_item(session: Session, report_id: int) -> LineItem:
    """Return the line item of a comparison that exists."""
    found = select(LineItem).join(SimilarityReport, SimilarityReport.line_item_id == LineItem.id)
    return session.scalars(found.where(SimilarityReport.id == report_id)).one()


def newest_submissions(session: Session, line_item_id: int) -> list[Submission]:
    """Return the newest submission of each student of a line item's course, with its content."""
    found = (
        select(Submission)
        .join(Result, Result.latest_submission_id == Submission.id)
        .join(LineItem, LineItem.id == Result.line_item_id)
        .join(Enrolment, (Enrolment.user_id == Result.student_id) & (Enrolment.course_id == LineItem.course_id))
        .where(Result.line_item_id == line_item_id, Enrolment.role == Role.STUDENT, Submission.erased_at.is_(None))
    )
    return list(session.scalars(found.order_by(Submission.id).options(undefer(Submission.content))))
