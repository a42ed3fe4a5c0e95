"""What staff should look at first."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import JobState, LineItem, Run, Submission


def failed_runs(session: Session, course_id: int, line_item_id: int | None = None, limit: int = 50) -> list[Run]:
    """Return the runs of a course, or of one line item, that failed and have not been run again; newest first.

    They come with their submissions, and the students and line items of these.
    """
    asked = LineItem.course_id == course_id if line_item_id is None else LineItem.id == line_item_id
    newest_first = func.row_number().over(partition_by=Run.submission_id, order_by=Run.id.desc())
    ranked = (
        select(Run.id, newest_first.label("rank"))
        .join(Run.submission)
        .join(Submission.line_item)
        .where(asked)
        .subquery()
    )
    found = select(Run).join(ranked, ranked.c.id == Run.id).where(ranked.c.rank == 1, Run.state == JobState.FAILED)
    its = contains_eager(Run.submission)
    joined = found.join(Run.submission).join(Submission.student).join(Submission.line_item)
    options = its.contains_eager(Submission.student), its.contains_eager(Submission.line_item)
    return list(session.scalars(joined.options(*options).order_by(Run.id.desc()).limit(limit)))


def broken_line_items(session: Session, course_id: int, line_item_id: int | None = None) -> list[LineItem]:
    """Return the line items of a course, or the one, that are closed because their exam is broken."""
    asked = LineItem.course_id == course_id if line_item_id is None else LineItem.id == line_item_id
    return list(
        session.scalars(select(LineItem).where(asked, LineItem.problem.is_not(None)).order_by(LineItem.position))
    )
