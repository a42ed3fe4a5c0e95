"""The rows that the figures of a class are made of; only of those who are students of the course now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from grader.db.models import (
    ClassReport,
    Enrolment,
    JobState,
    LineItem,
    Result,
    Role,
    Run,
    RunMistake,
    RunTest,
    Submission,
)
from grader.db.queries.attempts import is_shown
from grader.domain.figures import AttemptRow, ClassFigures, figures_of
from grader.domain.outcomes import OutcomeRow, TestTable, Which, table_of
from grader.domain.scoring import Outcome
from grader.domain.unusual import LOOKED_AT, unusual

Rows = Select[*tuple[Any, ...]]


def class_figures(session: Session, line_item_id: int) -> ClassFigures:
    """Return the figures of a line item over all its students; with a thousand of them it takes half a second."""
    tables = {which: _test_table(session, line_item_id, which) for which in Which}
    return figures_of(
        _results(session, line_item_id),
        _received(session, line_item_id),
        tables,
        _attempts(session, line_item_id),
        unusual(tables[Which.COUNTING].tests, _loads(session, line_item_id), _slow(session, line_item_id)),
    )


@dataclass(frozen=True)
class Turnout:
    """How many students there are now, and how many of them have done what."""

    students: int
    handed_in: int
    graded: int

    @property
    def missing(self) -> int:
        """Who has handed in nothing."""
        return self.students - self.handed_in


def turnout(session: Session, item: LineItem) -> Turnout:
    """Return how many students of a line item's course have handed in, and have a score."""
    its_result = and_(Result.student_id == Enrolment.user_id, Result.line_item_id == item.id)
    columns = func.count(), func.count().filter(Result.attempts > 0), func.count(Result.score)
    found = select(*columns).select_from(Enrolment).outerjoin(Result, its_result)
    of_course = Enrolment.course_id == item.course_id, Enrolment.role == Role.STUDENT
    return Turnout(*session.execute(found.where(*of_course)).one())


def class_report(session: Session, line_item_id: int) -> ClassReport | None:
    """Return the class report of a line item; None: nothing has happened in it yet."""
    return session.scalar(select(ClassReport).where(ClassReport.line_item_id == line_item_id))


def line_item_of(session: Session, report_id: int) -> int:
    """Return the line item of a class report that exists."""
    return session.scalars(select(ClassReport.line_item_id).where(ClassReport.id == report_id)).one()


def telling(asked: Rows, line_item_id: int) -> Rows:
    """Let *asked* be of the graded attempts that tell of mistakes: one that could not be run has none to show."""
    any_mistake = aliased(RunMistake)
    tells = or_(Run.fault.is_(None), exists().where(any_mistake.run_id == Run.id))
    return _graded(asked, line_item_id).where(tells)


def _results(session: Session, line_item_id: int) -> list[tuple[Decimal | None, int]]:
    found = _of_students(select(Result.score, Result.attempts), Result)
    return [tuple(row) for row in session.execute(found.where(Result.line_item_id == line_item_id))]


def _received(session: Session, line_item_id: int) -> list[datetime]:
    found = _of_students(select(Submission.received_at), Submission)
    return list(session.scalars(found.where(Submission.line_item_id == line_item_id)))


def _test_table(session: Session, line_item_id: int, which: Which) -> TestTable:
    runs = _runs(line_item_id, which).subquery()
    counted = select(RunTest.name, RunTest.outcome, func.count(), func.max(RunTest.title), func.max(RunTest.criterion))
    found = counted.join(runs, runs.c.id == RunTest.run_id).group_by(RunTest.name, RunTest.outcome)
    number = session.scalar(select(func.count()).select_from(runs)) or 0
    return table_of(number, [OutcomeRow(*row) for row in session.execute(found)])


def _runs(line_item_id: int, which: Which) -> Rows:
    """Select one graded run of each student."""
    if which is Which.COUNTING:
        found = select(Result.counting_run_id.label("id")).where(Result.counting_run_id.is_not(None))
        return _of_students(found.where(Result.line_item_id == line_item_id), Result)
    return _graded(select(Run.id), line_item_id).where(Submission.attempt == 1)


def _attempts(session: Session, line_item_id: int) -> list[AttemptRow]:
    columns = Submission.student_id, Submission.attempt, RunMistake.misconception, RunMistake.title
    found = telling(select(*columns), line_item_id).outerjoin(RunMistake, RunMistake.run_id == Run.id)
    rows = session.execute(found.order_by(Submission.student_id, Submission.attempt))
    return [AttemptRow(*row) for row in rows]


def _loads(session: Session, line_item_id: int) -> list[bool]:
    """Return of each student whether the latest attempt, as far as it is graded, could be run at all."""
    found = select(Run.fault.is_(None)).select_from(Result).join(Run, Run.submission_id == Result.latest_submission_id)
    graded = found.where(Result.line_item_id == line_item_id, Run.state == JobState.DONE, is_shown())
    return list(session.scalars(_of_students(graded, Result)))


def _slow(session: Session, line_item_id: int) -> list[bool]:
    """Return of each of the last graded attempts, the newest first, whether a test was too slow."""
    too_slow = exists().where(RunTest.run_id == Run.id, RunTest.outcome == Outcome.TIMED_OUT)
    newest = _graded(select(Run.id), line_item_id).order_by(Run.id.desc()).limit(LOOKED_AT).subquery()
    found = select(too_slow).select_from(Run).join(newest, newest.c.id == Run.id).order_by(Run.id.desc())
    return list(session.scalars(found))


def _graded(asked: Rows, line_item_id: int) -> Rows:
    """Let *asked* be of the shown run of each submission, if that is graded."""
    found = asked.select_from(Submission).join(Run, Run.submission_id == Submission.id)
    its = Submission.line_item_id == line_item_id, Run.state == JobState.DONE, is_shown()
    return _of_students(found.where(*its), Submission)


def _of_students(asked: Rows, model: type[Result | Submission]) -> Rows:
    """Leave out who has left the course, and the trials of staff."""
    course = select(LineItem.course_id).where(LineItem.id == model.line_item_id).scalar_subquery()
    enrolled = Enrolment.user_id == model.student_id, Enrolment.course_id == course, Enrolment.role == Role.STUDENT
    return asked.join(Enrolment, and_(*enrolled))
