"""Where students stand: the gradebook, whole for staff and one row of it for a student."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import Enrolment, GradeEvent, LineItem, Role, Run, Submission, User
from grader.domain.gradebook import NOTHING, Result, fold


@dataclass(frozen=True)
class Standing:
    """A cell of the gradebook."""

    result: Result = NOTHING
    latest: Run | None = None
    """The newest run of the newest attempt, with its submission."""

    @property
    def attempts(self) -> int:
        """How many there have been."""
        return self.latest.submission.attempt if self.latest else 0


@dataclass(frozen=True)
class ItemStanding:
    """A line item, and where one student stands in it."""

    line_item: LineItem
    standing: Standing


@dataclass(frozen=True)
class Row:
    """A student, and where they stand in each line item, in the order of the line items."""

    student: User
    standings: list[Standing]


@dataclass(frozen=True)
class Gradebook:
    """All students of a course by all its line items."""

    line_items: list[LineItem]
    rows: list[Row]


def overview(session: Session, student_id: int) -> list[ItemStanding]:
    """Return the line items of all courses that somebody is a student of, with their courses, and the standings.

    They come by course, in the order of its line items.
    """
    taken = Enrolment.user_id == student_id, Enrolment.role == Role.STUDENT
    found = select(LineItem).join(LineItem.course).join(Enrolment, Enrolment.course_id == LineItem.course_id)
    items = session.scalars(
        found.where(*taken).options(contains_eager(LineItem.course)).order_by(LineItem.course_id, LineItem.position)
    ).all()
    standings = _standings(session, [item.id for item in items], student_id)
    return [ItemStanding(item, standings[student_id, item.id]) for item in items]


def standing(session: Session, line_item_id: int, student_id: int) -> Standing:
    """Return where a student stands in a line item."""
    return _standings(session, [line_item_id], student_id)[student_id, line_item_id]


def gradebook(session: Session, course_id: int, line_item_id: int | None = None) -> Gradebook:
    """Return the gradebook of a course, or its column of one line item; students by name."""
    of_course = select(LineItem).where(LineItem.course_id == course_id)
    if line_item_id is not None:
        of_course = of_course.where(LineItem.id == line_item_id)
    items = list(session.scalars(of_course.order_by(LineItem.position)))
    enrolled = Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT
    students = session.scalars(select(User).join(User.enrolments).where(*enrolled).order_by(User.name, User.id))
    standings = _standings(session, [item.id for item in items])
    return Gradebook(items, [Row(each, [standings[each.id, item.id] for item in items]) for each in students])


def _standings(
    session: Session, line_item_ids: list[int], student_id: int | None = None
) -> defaultdict[tuple[int, int], Standing]:
    """Return the standings by student and line item; nobody's is empty but whole."""
    results = _results(session, line_item_ids, student_id)
    latest = _latest(session, line_item_ids, student_id)
    cells = {cell: Standing(results.get(cell, NOTHING), latest[cell]) for cell in latest}
    return defaultdict(Standing, cells)


def _results(session: Session, line_item_ids: list[int], student_id: int | None) -> dict[tuple[int, int], Result]:
    columns = GradeEvent.student_id, GradeEvent.line_item_id, GradeEvent.attempt, GradeEvent.score
    asked = _asked(GradeEvent, line_item_ids, student_id)
    rows = session.execute(select(*columns).where(*asked).order_by(*columns[:2], GradeEvent.id))
    cells = groupby(rows, key=lambda row: (row.student_id, row.line_item_id))
    return {cell: fold((row.attempt, row.score) for row in of_cell) for cell, of_cell in cells}


def _latest(session: Session, line_item_ids: list[int], student_id: int | None) -> dict[tuple[int, int], Run]:
    newest_first = func.row_number().over(
        partition_by=(Submission.line_item_id, Submission.student_id),
        order_by=(Submission.attempt.desc(), Run.id.desc()),
    )
    asked = _asked(Submission, line_item_ids, student_id)
    ranked = select(Run.id, newest_first.label("rank")).join(Run.submission).where(*asked).subquery()
    found = select(Run).join(ranked, ranked.c.id == Run.id).where(ranked.c.rank == 1)
    runs = session.scalars(found.join(Run.submission).options(contains_eager(Run.submission)))
    return {(run.submission.student_id, run.submission.line_item_id): run for run in runs}


def _asked(
    model: type[GradeEvent | Submission], line_item_ids: list[int], student_id: int | None
) -> list[ColumnElement[bool]]:
    of_items = model.line_item_id.in_(line_item_ids)
    return [of_items] if student_id is None else [of_items, model.student_id == student_id]
