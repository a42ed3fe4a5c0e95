"""The gradebook for staff: students by line items, a page at a time, and the figures below each column."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, SQLColumnExpression, Subquery, case, func, select, type_coerce
from sqlalchemy.orm import Session

from grader.db.models import Enrolment, JobState, LineItem, Result, Role, Run, User
from grader.domain.columns import Figures

BY_NAME, BY_EMAIL, BY_TOTAL = "name", "email", "total"


@dataclass(frozen=True)
class Sort:
    """The order of the rows."""

    by: str | int = BY_NAME
    """``BY_NAME``, ``BY_EMAIL``, ``BY_TOTAL``, or the id of a line item."""
    is_descending: bool = False


@dataclass(frozen=True)
class Cell:
    """What there is of a student in a line item."""

    score: Decimal | None
    """What counts; None: nothing has been graded yet."""
    late_percent: int
    is_overridden: bool
    submission_id: int | None
    """The newest attempt; None: the score was given by hand, and nothing handed in."""
    state: JobState | None = None
    """Of the newest attempt's shown run."""


@dataclass(frozen=True)
class Row:
    """A student; who has nothing in a line item has no cell there."""

    id: int
    name: str
    email: str
    cells: dict[int, Cell]
    """By line item."""

    @property
    def total(self) -> Decimal | None:
        """What the scores add up to; None: there is none yet."""
        scores = [cell.score for cell in self.cells.values() if cell.score is not None]
        return sum(scores, Decimal(0)) if scores else None


def scores(session: Session, line_item_id: int) -> dict[int, Decimal | None]:
    """Return what counts in a line item, by student."""
    found = select(Result.student_id, Result.score).where(Result.line_item_id == line_item_id)
    return {row[0]: row[1] for row in session.execute(found)}


def count(session: Session, course_id: int, search: str = "") -> int:
    """Return the number of students of a course whose name or address has *search* in it."""
    found = select(func.count()).select_from(User).join(Enrolment, Enrolment.user_id == User.id)
    return session.scalar(found.where(*_asked(course_id, search))) or 0


def rows(session: Session, course_id: int, search: str, sort: Sort, *, offset: int, limit: int) -> list[Row]:
    """Return a page of the gradebook; who has nothing in the column that it is sorted by comes last."""
    found = session.execute(_students(course_id, search, sort).offset(offset).limit(limit)).all()
    its_cells = cells(session, course_id, [each.id for each in found])
    return [Row(each.id, each.name, each.email, its_cells.get(each.id, {})) for each in found]


def everybody(session: Session, course_id: int) -> list[tuple[str, str, dict[int, Decimal | None]]]:
    """Return the name, the address and the scores by line item of each student, by name."""
    of_course = LineItem.course_id == course_id
    found = select(Result.student_id, Result.line_item_id, Result.score).join(LineItem).where(of_course)
    scores: dict[int, dict[int, Decimal | None]] = defaultdict(dict)
    for student_id, line_item_id, score in session.execute(found):
        scores[student_id][line_item_id] = score
    return [(name, email, scores[id_]) for id_, name, email in session.execute(_students(course_id, "", Sort()))]


def figures(session: Session, course_id: int) -> dict[int, Figures]:
    """Return the figures of each line item that has a result, over the students of its course."""
    cents = type_coerce(Result.score, Integer)
    found = (
        select(Result.line_item_id, func.count(case((Result.attempts > 0, 1))), func.count(cents), func.sum(cents))
        .join(LineItem, LineItem.id == Result.line_item_id)
        .join(Enrolment, (Enrolment.user_id == Result.student_id) & (Enrolment.course_id == course_id))
        .where(LineItem.course_id == course_id, Enrolment.role == Role.STUDENT)
        .group_by(Result.line_item_id)
    )
    return {row[0]: Figures.of(*row[1:]) for row in session.execute(found)}


def _asked(course_id: int, search: str) -> list[ColumnElement[bool]]:
    enrolled = [Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT]
    if not search:
        return enrolled
    return [*enrolled, User.name.icontains(search, autoescape=True) | User.email.icontains(search, autoescape=True)]


def _students(course_id: int, search: str, sort: Sort) -> Select[int, str, str]:
    found = select(User.id, User.name, User.email).join(Enrolment, Enrolment.user_id == User.id)
    found, key = _with_key(found.where(*_asked(course_id, search)), course_id, sort.by)
    return found.order_by(key.is_(None), key.desc() if sort.is_descending else key, func.lower(User.name), User.id)


def _with_key(
    found: Select[int, str, str], course_id: int, by: str | int
) -> tuple[Select[int, str, str], SQLColumnExpression[Any]]:
    """Return the students with what they are sorted by."""
    if by == BY_TOTAL:
        totals = _totals(course_id)
        return found.outerjoin(totals, totals.c.student_id == User.id), totals.c.total
    if isinstance(by, int):
        return found.outerjoin(Result, (Result.student_id == User.id) & (Result.line_item_id == by)), Result.score
    return found, User.email if by == BY_EMAIL else func.lower(User.name)


def _totals(course_id: int) -> Subquery:
    found = select(Result.student_id, func.sum(Result.score).label("total"))
    of_course = found.join(LineItem, LineItem.id == Result.line_item_id).where(LineItem.course_id == course_id)
    return of_course.group_by(Result.student_id).subquery()


def cells(session: Session, course_id: int, student_ids: Sequence[int]) -> dict[int, dict[int, Cell]]:
    """Return the cells by student and line item."""
    columns = Result.student_id, Result.line_item_id, Result.score, Result.late_percent, Result.is_overridden
    found = (
        select(*columns, Result.latest_submission_id)
        .join(LineItem, LineItem.id == Result.line_item_id)
        .where(LineItem.course_id == course_id, Result.student_id.in_(student_ids))
    )
    results = session.execute(found).all()
    states = _states(session, [row.latest_submission_id for row in results])
    by_student: dict[int, dict[int, Cell]] = {}
    for student_id, line_item_id, score, late_percent, is_overridden, submission_id in results:
        cell = Cell(score, late_percent, is_overridden, submission_id, states.get(submission_id or 0))
        by_student.setdefault(student_id, {})[line_item_id] = cell
    return by_student


def _states(session: Session, submission_ids: Sequence[int | None]) -> dict[int, JobState]:
    """Return by submission the state of its shown run."""
    asked = Run.submission_id.in_([each for each in submission_ids if each is not None])
    found = select(Run.submission_id, Run.state).where(asked, ~Run.is_trial).order_by(Run.id)
    return {row[0]: row[1] for row in session.execute(found)}
