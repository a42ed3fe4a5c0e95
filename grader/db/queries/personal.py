"""What is stored of one student, for them to have."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from grader.db.models import (
    AuditEvent,
    Comment,
    Extension,
    GradeEvent,
    LineItem,
    Result,
    Run,
    RunTest,
    Submission,
)


def line_items(session: Session, course_id: int) -> list[LineItem]:
    """Return the line items of a course, in their order."""
    return list(session.scalars(select(LineItem).where(LineItem.course_id == course_id).order_by(LineItem.position)))


def results(session: Session, student_id: int, line_item_ids: Collection[int]) -> dict[int, Result]:
    """Return a student's cells of the gradebook, by line item."""
    found = select(Result).where(Result.student_id == student_id, Result.line_item_id.in_(line_item_ids))
    return {each.line_item_id: each for each in session.scalars(found)}


def extensions(session: Session, student_id: int, line_item_ids: Collection[int]) -> dict[int, Extension]:
    """Return what a student was granted, by line item."""
    found = select(Extension).where(Extension.student_id == student_id, Extension.line_item_id.in_(line_item_ids))
    return {each.line_item_id: each for each in session.scalars(found)}


def grade_events(session: Session, student_id: int, line_item_ids: Collection[int]) -> list[GradeEvent]:
    """Return what changed a student's grades, with who did it by hand, the oldest first."""
    found = select(GradeEvent).where(GradeEvent.student_id == student_id, GradeEvent.line_item_id.in_(line_item_ids))
    return list(session.scalars(found.order_by(GradeEvent.id).options(joinedload(GradeEvent.actor))))


def audit_events(session: Session, student_id: int, course_id: int) -> list[AuditEvent]:
    """Return who saw or did what with a student's work in a course, the oldest first."""
    found = select(AuditEvent).where(AuditEvent.student_id == student_id, AuditEvent.course_id == course_id)
    return list(session.scalars(found.order_by(AuditEvent.id).options(joinedload(AuditEvent.actor))))


def attempts(
    session: Session, student_id: int, line_item_ids: Collection[int], *, after: int, limit: int
) -> list[Submission]:
    """Return a student's attempts with all that is known of them, from the one after the id *after* on."""
    theirs = Submission.student_id == student_id, Submission.line_item_id.in_(line_item_ids), Submission.id > after
    runs = selectinload(Submission.runs)
    return list(
        session.scalars(
            select(Submission)
            .where(*theirs)
            .order_by(Submission.id)
            .limit(limit)
            .options(
                undefer(Submission.content),
                runs.undefer(Run.log),
                runs.selectinload(Run.tests).undefer(RunTest.figures),
                runs.selectinload(Run.mistakes),
            )
        )
    )


def comments(session: Session, submission_ids: Collection[int]) -> list[Comment]:
    """Return what staff said about submissions, with who said it, the oldest first."""
    found = select(Comment).where(Comment.submission_id.in_(submission_ids))
    return list(session.scalars(found.order_by(Comment.id).options(joinedload(Comment.author))))
