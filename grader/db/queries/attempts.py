"""Submissions and their runs."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from grader.db.models import LineItem, Run, RunTest, Submission


@dataclass(frozen=True)
class Work:
    """What a worker must know of a run to do it."""

    assignment: str
    """Slug."""
    content: bytes
    digest: str
    student_id: int


def attempts(session: Session, line_item_id: int, student_id: int) -> list[Submission]:
    """Return a student's attempts at a line item with their runs (not the tests of these), the newest first."""
    return list(session.scalars(_with_runs(student_id).where(Submission.line_item_id == line_item_id)))


def submission(session: Session, submission_id: int) -> Submission | None:
    """Return a submission with its content, student, line item and course, and its runs with logs, tests, mistakes."""
    found = select(Submission).where(Submission.id == submission_id)
    runs = selectinload(Submission.runs)
    return session.scalar(
        found.options(
            undefer(Submission.content),
            joinedload(Submission.student),
            joinedload(Submission.line_item).joinedload(LineItem.course),
            runs.undefer(Run.log),
            runs.selectinload(Run.tests).undefer(RunTest.figures),
            runs.selectinload(Run.mistakes),
        )
    )


def run(session: Session, run_id: int) -> Run | None:
    """Return a run with its log, tests and mistakes, its submission, and the student, line item and course of that."""
    found = select(Run).where(Run.id == run_id)
    its_submission = joinedload(Run.submission)
    return session.scalar(
        found.options(
            undefer(Run.log),
            selectinload(Run.tests).undefer(RunTest.figures),
            selectinload(Run.mistakes),
            its_submission.joinedload(Submission.student),
            its_submission.joinedload(Submission.line_item).joinedload(LineItem.course),
        )
    )


def work(session: Session, run_id: int) -> Work:
    """Return what a worker must know of a run that exists."""
    columns = LineItem.assignment, Submission.content, Submission.digest, Submission.student_id
    found = select(*columns).select_from(Run).join(Run.submission).join(Submission.line_item).where(Run.id == run_id)
    return Work(*session.execute(found).one())


def last_attempt(session: Session, line_item_id: int, student_id: int) -> Submission | None:
    """Return a student's newest attempt at a line item with its runs."""
    return session.scalar(_with_runs(student_id).where(Submission.line_item_id == line_item_id).limit(1))


def _with_runs(student_id: int) -> Select[Submission]:
    found = select(Submission).where(Submission.student_id == student_id).order_by(Submission.attempt.desc())
    return found.options(selectinload(Submission.runs), joinedload(Submission.line_item))
