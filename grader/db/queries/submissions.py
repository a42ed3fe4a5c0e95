"""All attempts at a line item, as staff look through them: filtered, sorted, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import (
    Enrolment,
    Extension,
    JobState,
    LineItem,
    Result,
    Role,
    Run,
    RunMistake,
    RunTest,
    Submission,
    User,
)
from grader.db.queries import fates
from grader.db.queries.attempts import is_shown
from grader.db.types import UtcDateTime
from grader.domain.scoring import Outcome


class State(StrEnum):
    """Where an attempt stands."""

    WAITING = "waiting"
    GRADED = "graded"
    NOT_GRADED = "not-graded"


class Turn(StrEnum):
    """The place of an attempt among those of its student."""

    FIRST = "first"
    LATEST = "latest"


class Order(StrEnum):
    """How the list is sorted."""

    NEWEST = "newest"
    STUDENT = "student"
    HIGHEST = "highest"
    LOWEST = "lowest"


STATES = {State.WAITING: JobState.OPEN, State.GRADED: JobState.DONE, State.NOT_GRADED: JobState.FAILED}


@dataclass(frozen=True)
class Filter:
    """Which attempts; what is empty asks for nothing."""

    student: str = ""
    """Part of a name or an address."""
    state: State | None = None
    test: str = ""
    """Name of a test that it does not pass, or that has this ``outcome`` in it."""
    outcome: Outcome | None = None
    mistake: str = ""
    """Slug of a known mistake that was found in it."""
    got_over: str = ""
    """Slug of a known mistake that it is the first to show, and that the student's next one does not."""
    still: str = ""
    """Slug of a known mistake that it shows, while the student has none after it that tells otherwise."""
    lowest: Decimal | None = None
    """Its score; with ``is_counting``, what counts, after late work and overrides."""
    highest: Decimal | None = None
    since: datetime | None = None
    """When it came."""
    until: datetime | None = None
    """It came before."""
    turn: Turn | None = None
    fewest: int | None = None
    """So many attempts its student has, or more."""
    most: int | None = None
    is_late: bool = False
    is_counting: bool = False


@dataclass(frozen=True)
class Listed:
    """An attempt in the list."""

    submission: Submission
    """With its student."""
    run: Run
    """The one that is shown."""
    result: Result | None
    """Of the student."""
    is_late: bool

    @property
    def counts(self) -> bool:
        """Whether it is the attempt that counts."""
        return self.result is not None and self.result.counting_attempt == self.submission.attempt


def ids(session: Session, item: LineItem, wanted: Filter, order: Order) -> list[int]:
    """Return the ids of all attempts that the course's students have made, in order."""
    newest = (Submission.id.desc(),)
    score = Result.score if wanted.is_counting else Run.score
    keys: dict[Order, tuple[Any, ...]] = {
        Order.NEWEST: newest,
        Order.STUDENT: (User.name, User.id, Submission.attempt),
        Order.HIGHEST: (score.is_(None), score.desc(), *newest),
        Order.LOWEST: (score.is_(None), score, *newest),
    }
    return list(session.scalars(_matching(item, wanted, order).order_by(*keys[order])))


def listed(session: Session, item: LineItem, submission_ids: list[int]) -> list[Listed]:
    """Return these attempts, in this order, with their students, shown runs and results; nothing heavier."""
    its_result = and_(Result.line_item_id == Submission.line_item_id, Result.student_id == Submission.student_id)
    found = (
        select(Submission, Run, Result, _is_late(item))
        .join(Submission.student)
        .join(Run, (Run.submission_id == Submission.id) & is_shown())
        .outerjoin(Result, its_result)
        .where(Submission.id.in_(submission_ids))
        .options(contains_eager(Submission.student))
    )
    rows = {row[0].id: Listed(*row) for row in session.execute(found)}
    return [rows[submission_id] for submission_id in submission_ids]


def newest_ids(session: Session, item: LineItem) -> list[tuple[int, int]]:
    """Return the students who have handed in, by name, each with the newest attempt; both by id."""
    students = Enrolment.course_id == item.course_id, Enrolment.role == Role.STUDENT
    newest = Submission.id == Result.latest_submission_id
    found = select(Result.student_id, Submission.id).join(Submission, newest).join(Result.student).join(User.enrolments)
    by_name = found.where(Result.line_item_id == item.id, *students).order_by(User.name, User.id)
    return [(row[0], row[1]) for row in session.execute(by_name)]


def missing(session: Session, item: LineItem, student: str, offset: int, limit: int) -> list[User]:
    """Return some of the students who have handed in nothing, by name."""
    found = _missing(item, student, User).order_by(User.name, User.id)
    return list(session.scalars(found.offset(offset).limit(limit)))


def count_missing(session: Session, item: LineItem, student: str) -> int:
    """Return how many students have handed in nothing."""
    return session.scalar(_missing(item, student, func.count())) or 0


def title_of_test(session: Session, line_item_id: int, name: str) -> str | None:
    """Return the title of a test by its name, as a run that counts has it."""
    counting = select(Result.counting_run_id).where(Result.line_item_id == line_item_id)
    return session.scalar(select(RunTest.title).where(RunTest.name == name, RunTest.run_id.in_(counting)).limit(1))


def title_of_mistake(session: Session, line_item_id: int, slug: str) -> str | None:
    """Return the title of a known mistake by its slug, as a run has it."""
    its_run = select(Run.id).join(Run.submission).where(Run.id == RunMistake.run_id)
    found = select(RunMistake.title).where(RunMistake.misconception == slug)
    return session.scalar(found.where(its_run.where(Submission.line_item_id == line_item_id).exists()).limit(1))


def _missing(item: LineItem, student: str, *columns: Any) -> Select[Any]:
    handed_in = select(Submission.id).where(Submission.line_item_id == item.id, Submission.student_id == User.id)
    found = select(*columns).select_from(User).join(Enrolment, Enrolment.user_id == User.id)
    of_course = Enrolment.course_id == item.course_id, Enrolment.role == Role.STUDENT
    return found.where(*of_course, ~handed_in.exists(), *_named(student))


def _matching(item: LineItem, wanted: Filter, order: Order) -> Select[int]:
    """Select attempts of the course's students; joins only what is asked about."""
    students = select(Enrolment.user_id).where(Enrolment.course_id == item.course_id, Enrolment.role == Role.STUDENT)
    asked = [*_of_runs(wanted), *_in_range(wanted)]
    found = select(Submission.id)
    if wanted.is_counting:  # from the cells of the gradebook: there are far fewer of them
        found = found.select_from(Result).join(Result.counting_run).join(Run.submission)
        asked.append(Result.line_item_id == item.id)
    elif asked or order in {Order.HIGHEST, Order.LOWEST}:
        found = found.join(Run, (Run.submission_id == Submission.id) & is_shown())
    if wanted.student or order is Order.STUDENT:
        found = found.join(Submission.student)
        asked += _named(wanted.student)
    if wanted.is_late:
        asked.append(_is_late(item))
    asked += [*_of_arrival(wanted), *_of_student(item, wanted), *_of_fate(item, wanted)]
    return found.where(Submission.line_item_id == item.id, Submission.student_id.in_(students), *asked)


def _of_runs(wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what is asked of the run that is shown."""
    asked: list[ColumnElement[bool]] = []
    if wanted.state:
        asked.append(Run.state == STATES[wanted.state])
    if wanted.test:
        its_test = RunTest.run_id == Run.id, RunTest.name == wanted.test
        matches = RunTest.outcome == wanted.outcome if wanted.outcome else RunTest.outcome != Outcome.PASSED
        asked.append(exists().where(*its_test, matches))
    if wanted.mistake:
        asked.append(exists().where(RunMistake.run_id == Run.id, RunMistake.misconception == wanted.mistake))
    return asked


def _in_range(wanted: Filter) -> list[ColumnElement[bool]]:
    score = Result.score if wanted.is_counting else Run.score
    asked = []
    if wanted.lowest is not None:
        asked.append(score >= wanted.lowest)
    if wanted.highest is not None:
        asked.append(score <= wanted.highest)
    return asked


def _of_arrival(wanted: Filter) -> list[ColumnElement[bool]]:
    asked = []
    if wanted.since:
        asked.append(Submission.received_at >= wanted.since)
    if wanted.until:
        asked.append(Submission.received_at < wanted.until)
    return asked


def _of_student(item: LineItem, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what is asked of the attempts of the student together."""
    asked: list[ColumnElement[bool]] = []
    cells = Result.line_item_id == item.id
    if wanted.turn is Turn.FIRST:
        asked.append(Submission.attempt == 1)
    if wanted.turn is Turn.LATEST:
        asked.append(Submission.id.in_(select(Result.latest_submission_id).where(cells)))
    if wanted.fewest is not None:
        asked.append(
            Submission.student_id.in_(select(Result.student_id).where(cells, Result.attempts >= wanted.fewest))
        )
    if wanted.most is not None:
        asked.append(Submission.student_id.in_(select(Result.student_id).where(cells, Result.attempts <= wanted.most)))
    return asked


def _of_fate(item: LineItem, wanted: Filter) -> list[ColumnElement[bool]]:
    """Return what is asked of mistakes and the attempts after them."""
    asked: list[ColumnElement[bool]] = []
    if wanted.got_over:
        asked.append(Submission.id.in_(fates.got_over(item.id, wanted.got_over)))
    if wanted.still:
        asked.append(Submission.id.in_(fates.still(item.id, wanted.still)))
    return asked


def _named(student: str) -> list[ColumnElement[bool]]:
    if not student:
        return []
    return [or_(User.name.icontains(student, autoescape=True), User.email.icontains(student, autoescape=True))]


def _is_late(item: LineItem) -> ColumnElement[bool]:
    its = Extension.line_item_id == item.id, Extension.student_id == Submission.student_id
    extended = select(Extension.due_at).where(*its).scalar_subquery()
    due_at = func.coalesce(extended, literal(item.due_at, UtcDateTime()))
    return func.coalesce(Submission.received_at > due_at, false())
