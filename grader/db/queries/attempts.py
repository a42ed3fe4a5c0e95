"""What was handed in, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from grader.db.models import JobState, LineItem, Run, RunMistake, RunTest, Submission
from grader.domain.changes import Findings


@dataclass(frozen=True)
class Work:
    """What a worker must know of a run to do it."""

    assignment: str
    """Slug."""
    content: bytes
    digest: str
    student_id: int
    submission_id: int
    created_at: datetime
    """Of the run."""
    started_at: datetime | None
    tries: int


def attempts(session: Session, line_item_id: int, student_id: int) -> list[Submission]:
    """Return a student's attempts at a line item with their runs (not the tests of these), the newest first."""
    return list(session.scalars(_with_runs(student_id).where(Submission.line_item_id == line_item_id)))


def submission(session: Session, submission_id: int) -> Submission | None:
    """Return a submission with its content, student, line item, course and runs; no logs or tests of these."""
    found = select(Submission).where(Submission.id == submission_id)
    return session.scalar(
        found.options(
            undefer(Submission.content),
            joinedload(Submission.student),
            joinedload(Submission.line_item).joinedload(LineItem.course),
            selectinload(Submission.runs),
        )
    )


def run(session: Session, run_id: int, *, in_full: bool = True) -> Run | None:
    """Return a run with its tests and mistakes, its submission, and the student, line item and course of that.

    *in_full* means with its log and the pictures of its tests as well.
    """
    tests = selectinload(Run.tests)
    return session.scalar(
        _run(run_id).options(
            *([undefer(Run.log)] if in_full else []),
            tests.undefer(RunTest.figures) if in_full else tests,
            selectinload(Run.mistakes),
        )
    )


def run_alone(session: Session, run_id: int) -> Run | None:
    """Return a run with its submission, and the student, line item and course of that, but not what it found."""
    return session.scalar(_run(run_id))


def findings(session: Session, run_id: int) -> Findings:
    """Return what a run found, to be compared; no messages or pictures."""
    columns = RunTest.name, RunTest.title, RunTest.outcome
    tests = session.execute(select(*columns).where(RunTest.run_id == run_id).order_by(RunTest.position))
    named = select(RunMistake.misconception, RunMistake.title).where(RunMistake.run_id == run_id)
    mistakes = session.execute(named.order_by(RunMistake.position))
    return Findings({row[0]: (row[1], row[2]) for row in tests}, {row[0]: row[1] for row in mistakes})


def work(session: Session, run_id: int) -> Work:
    """Return what a worker must know of a run that exists."""
    handed_in = LineItem.assignment, Submission.content, Submission.digest, Submission.student_id, Submission.id
    found = (
        select(*handed_in, Run.created_at, Run.started_at, Run.tries)
        .select_from(Run)
        .join(Run.submission)
        .join(Submission.line_item)
        .where(Run.id == run_id)
    )
    return Work(*session.execute(found).one())


def last_attempt(session: Session, line_item_id: int, student_id: int) -> Submission | None:
    """Return a student's newest attempt at a line item with its runs."""
    return session.scalar(_with_runs(student_id).where(Submission.line_item_id == line_item_id).limit(1))


def is_shown() -> ColumnElement[bool]:
    """Return the condition that a run is the newest of its submission that is no regrade's trial."""
    later = aliased(Run)
    ran_again = exists().where(later.submission_id == Run.submission_id, later.id > Run.id, ~later.is_trial)
    return ~Run.is_trial & ~ran_again


def used(session: Session, student_id: int, line_item_ids: list[int]) -> dict[int, int]:
    """Return how many attempts of a student count against the limit, by line item.

    One that could not be graded, by a fault that is not the student's, does not.
    """
    counts = (
        select(Submission.line_item_id, func.count())
        .join(Run, (Run.submission_id == Submission.id) & is_shown())
        .where(Submission.student_id == student_id, Submission.line_item_id.in_(line_item_ids))
        .where(Run.state != JobState.FAILED)
        .group_by(Submission.line_item_id)
    )
    return {row[0]: row[1] for row in session.execute(counts)}


def _run(run_id: int) -> Select[Run]:
    its_submission = joinedload(Run.submission)
    return (
        select(Run)
        .where(Run.id == run_id)
        .options(
            its_submission.joinedload(Submission.student),
            its_submission.joinedload(Submission.line_item).joinedload(LineItem.course),
        )
    )


def _with_runs(student_id: int) -> Select[Submission]:
    found = select(Submission).where(Submission.student_id == student_id).order_by(Submission.attempt.desc())
    return found.options(selectinload(Submission.runs))
