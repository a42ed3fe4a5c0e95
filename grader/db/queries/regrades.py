"""Regrades: what they can take, how far they are, and what they would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from grader.db.models import (
    Enrolment,
    GradeEvent,
    JobState,
    LineItem,
    Regrade,
    RegradeState,
    Result,
    Role,
    Run,
    RunTest,
    Submission,
    User,
)
from grader.domain.changes import Findings
from grader.domain.gradebook import EventKind
from grader.domain.regrading import Change, change
from grader.domain.scoring import Outcome

NEVER = 2**31 - 1
"""An id after all others."""


@dataclass(frozen=True)
class Summary:
    """A regrade in a list of them, and how many of its runs are in which state."""

    regrade: Regrade
    runs: dict[JobState, int]

    @property
    def total(self) -> int:
        """How many runs it has."""
        return sum(self.runs.values())

    @property
    def ended(self) -> int:
        """How many of them have ended."""
        return self.total - self.runs.get(JobState.OPEN, 0)

    @property
    def is_finished(self) -> bool:
        """Whether all its runs have ended."""
        return JobState.OPEN not in self.runs


@dataclass(frozen=True)
class Compared:
    """A run of a regrade beside what its attempt had before."""

    run_id: int
    state: JobState
    after: Decimal | None
    student_id: int
    attempt: int
    is_applied: bool
    has_newer: bool
    """The attempt has a newer run that is no trial: this one is not applied to it."""
    before: Decimal | None
    before_run_id: int | None

    @property
    def change(self) -> Change | None:
        """What becomes of the score; None where there is no new one."""
        return None if self.after is None else change(self.before, self.after)


@dataclass(frozen=True)
class Shown:
    """What a page says of a run of a regrade beside its comparison."""

    submission_id: int
    student: str
    is_counting: bool
    by_hand: Decimal | None
    """The student's score, if it was given by hand."""


@dataclass(frozen=True)
class Undone:
    """An applied run of a regrade, and what its attempt goes back to."""

    run_id: int
    student_id: int
    attempt: int
    standing_run_id: int | None
    """The run whose score the attempt has."""
    earlier_run_id: int | None
    """The run whose score it had before; None: it had none."""
    earlier_score: Decimal | None


def regrade(session: Session, regrade_id: int, *, lock: bool = False) -> Regrade | None:
    """Return a regrade with its line item, the course of that, and who began it; with *lock*, one takes turns."""
    its = joinedload(Regrade.line_item).joinedload(LineItem.course), joinedload(Regrade.actor)
    locked = {"of": Regrade, "key_share": True} if lock else None  # its runs refer to it, and go on meanwhile
    return session.get(Regrade, regrade_id, options=its, with_for_update=locked, populate_existing=lock)


def summaries(session: Session, line_item_id: int, offset: int, limit: int) -> list[Summary]:
    """Return regrades of a line item with who began them, the newest first."""
    of_item = select(Regrade).where(Regrade.line_item_id == line_item_id).options(joinedload(Regrade.actor))
    return counted(session, session.scalars(of_item.order_by(Regrade.id.desc()).offset(offset).limit(limit)).all())


def counted(session: Session, found: Sequence[Regrade]) -> list[Summary]:
    """Return regrades with how many of their runs are in which state."""
    counts = _counts(session, [each.id for each in found])
    return [Summary(each, counts.get(each.id, {})) for each in found]


def count(session: Session, line_item_id: int) -> int:
    """Return how many regrades a line item has had."""
    return session.scalar(select(func.count()).select_from(Regrade).where(Regrade.line_item_id == line_item_id)) or 0


def summary(session: Session, found: Regrade) -> Summary:
    """Return a regrade with how many of its runs are in which state."""
    return counted(session, [found])[0]


def regradable(session: Session, item: LineItem) -> dict[int, int]:
    """Return what can be regraded: the student by the attempt's id, later attempts last.

    It is an attempt of somebody who is a student of the course, whose file is still there and whose run has ended.
    """
    students = select(Enrolment.user_id).where(Enrolment.course_id == item.course_id, Enrolment.role == Role.STUDENT)
    any_run = aliased(Run)
    waits = select(any_run.id).where(
        any_run.submission_id == Submission.id, ~any_run.is_trial, any_run.state == JobState.OPEN
    )
    its = Submission.line_item_id == item.id, Submission.erased_at.is_(None), Submission.student_id.in_(students)
    found = select(Submission.id, Submission.student_id).where(*its, ~waits.exists())
    return {row[0]: row[1] for row in session.execute(found.order_by(Submission.attempt, Submission.id))}


def on_trial(session: Session, line_item_id: int) -> list[Regrade]:
    """Return the regrades of a line item that are neither applied nor discarded."""
    its = Regrade.line_item_id == line_item_id, Regrade.state == RegradeState.TRIAL
    return list(session.scalars(select(Regrade).where(*its)))


def submission_ids(session: Session, regrade_id: int) -> set[int]:
    """Return which attempts a regrade has taken."""
    return set(session.scalars(select(Run.submission_id).where(Run.regrade_id == regrade_id)))


def compared(session: Session, regrade_id: int) -> list[Compared]:
    """Return the runs of a regrade beside what their attempts had before; students by name."""
    before = aliased(GradeEvent)
    applied = _event_id(GradeEvent.run_id == Run.id, GradeEvent.kind == EventKind.GRADED)
    earlier = _event_id(GradeEvent.attempt == Submission.attempt, GradeEvent.id < func.coalesce(applied, NEVER))
    newer = aliased(Run)
    newer_run = select(newer.id).where(newer.submission_id == Run.submission_id, newer.id > Run.id, ~newer.is_trial)
    found = (
        select(
            Run.id,
            Run.state,
            Run.score,
            Submission.student_id,
            Submission.attempt,
            applied.is_not(None),
            newer_run.exists(),
            before.score,
            before.run_id,
        )
        .join(Run.submission)
        .join(Submission.student)
        .outerjoin(before, before.id == earlier)
        .where(Run.regrade_id == regrade_id)
    )
    return [Compared(*row) for row in session.execute(found.order_by(User.name, User.id, Submission.attempt))]


def shown(session: Session, run_ids: list[int]) -> dict[int, Shown]:
    """Return by run what the page of a regrade says of it."""
    its = (Result.line_item_id == Submission.line_item_id) & (Result.student_id == Submission.student_id)
    found = select(Run.id, Submission.id, User.name, Submission.attempt, Result).join(Run.submission)
    found = found.join(Submission.student).outerjoin(Result, its).where(Run.id.in_(run_ids))
    return {
        run_id: Shown(
            submission_id,
            student,
            result is not None and result.counting_attempt == attempt,
            result.score if result and result.is_overridden else None,
        )
        for run_id, submission_id, student, attempt, result in session.execute(found)
    }


def findings(session: Session, run_ids: list[int]) -> dict[int, Findings]:
    """Return by run what became of its tests, to be compared."""
    columns = RunTest.run_id, RunTest.name, RunTest.title, RunTest.outcome
    tests = {run_id: dict[str, tuple[str, Outcome]]() for run_id in run_ids}
    of_runs = select(*columns).where(RunTest.run_id.in_(run_ids))
    for run_id, name, title, outcome in session.execute(of_runs.order_by(RunTest.run_id, RunTest.position)):
        tests[run_id][name] = title, outcome
    return {run_id: Findings(found, {}) for run_id, found in tests.items()}


def overridden(session: Session, regrade_id: int) -> int:
    """Return how many students of a regrade have a score that was given by hand."""
    its = (Result.line_item_id == Submission.line_item_id) & (Result.student_id == Submission.student_id)
    found = select(func.count(Result.student_id.distinct())).select_from(Run).join(Run.submission).join(Result, its)
    return session.scalar(found.where(Run.regrade_id == regrade_id, Result.is_overridden)) or 0


def applied(session: Session, regrade_id: int) -> list[Undone]:
    """Return the applied runs of a regrade, and what undoing it leads back to."""
    standing, earlier, its_run = aliased(GradeEvent), aliased(GradeEvent), aliased(Run)
    graded = _event_id(GradeEvent.run_id == Run.id, GradeEvent.kind == EventKind.GRADED)
    is_trial = select(its_run.is_trial).where(its_run.id == GradeEvent.run_id).scalar_subquery()
    of_attempt = GradeEvent.attempt == Submission.attempt
    columns = Run.id, Submission.student_id, Submission.attempt, standing.run_id, earlier.run_id, earlier.score
    found = select(*columns).join(Run.submission)
    found = found.outerjoin(standing, standing.id == _event_id(of_attempt))
    found = found.outerjoin(earlier, earlier.id == _event_id(of_attempt, GradeEvent.id < graded, ~is_trial))
    return [Undone(*row) for row in session.execute(found.where(Run.regrade_id == regrade_id, ~Run.is_trial))]


def _event_id(*conditions: ColumnElement[bool]) -> ScalarSelect[int | None]:
    """Return the id of the last grade event of a submission's student under *conditions*."""
    cell = GradeEvent.line_item_id == Submission.line_item_id, GradeEvent.student_id == Submission.student_id
    found = select(func.max(GradeEvent.id)).where(*cell, *conditions)
    return found.correlate(Submission, Run).scalar_subquery()


def _counts(session: Session, regrade_ids: list[int]) -> dict[int, dict[JobState, int]]:
    found = select(Run.regrade_id, Run.state, func.count()).where(Run.regrade_id.in_(regrade_ids))
    counts: dict[int, dict[JobState, int]] = {}
    for regrade_id, state, number in session.execute(found.group_by(Run.regrade_id, Run.state)):
        counts.setdefault(regrade_id or 0, {})[state] = number
    return counts
