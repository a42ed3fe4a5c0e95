"""What staff should look at first."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, contains_eager

from grader.db.models import JobState, LineItem, Run, Submission


def failed_runs(session: Session, course_id: int, line_item_id: int | None = None, limit: int = 50) -> list[Run]:
    """Return the runs of a course, or of one line item, that failed and have not been run again; newest first.

    They come with their submissions, and the students and line items of these.
    """
    asked = LineItem.course_id == course_id if line_item_id is None else LineItem.id == line_item_id
    later = aliased(Run)
    ran_again = select(later.id).where(later.submission_id == Run.submission_id, later.id > Run.id, ~later.is_trial)
    its = contains_eager(Run.submission)
    to_mend = Run.state == JobState.FAILED, ~Run.is_trial, Submission.erased_at.is_(None)
    found = select(Run).join(Run.submission).join(Submission.student).join(Submission.line_item)
    return list(
        session.scalars(
            found.where(*to_mend, asked, ~ran_again.exists())
            .options(its.contains_eager(Submission.student), its.contains_eager(Submission.line_item))
            .order_by(Run.id.desc())
            .limit(limit)
        )
    )


def broken_line_items(session: Session, course_id: int, line_item_id: int | None = None) -> list[LineItem]:
    """Return the line items of a course, or the one, that are closed because their exam is broken."""
    asked = LineItem.course_id == course_id if line_item_id is None else LineItem.id == line_item_id
    return list(
        session.scalars(select(LineItem).where(asked, LineItem.problem.is_not(None)).order_by(LineItem.position))
    )
