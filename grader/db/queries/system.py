"""How the whole installation is: its queue by kind of work, who waits, and how fast it grades.

Nothing here grows with what has been graded: it reads open rows, and those of some days, by the index of the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from grader.db.models import Course, Enrolment, Job, JobState, LineItem, Role, Run, Submission
from grader.db.queries.kinds import ROWS, Rows, Work
from grader.db.queries.turns import running
from grader.domain.waiting import Spread, spread

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST_ITEMS = 10
SAMPLE = 1000
"""The newest runs alone tell how long waits and runs are; after a rush a day has very many."""


@dataclass(frozen=True)
class Line:
    """How much there is to do of one kind."""

    work: Work
    waiting: int
    running: int
    oldest: datetime | None
    """Since when the one waits that waits longest."""
    given_up: int
    """Within the last day."""


@dataclass(frozen=True)
class Waiting:
    """The runs that wait at one line item."""

    item: str
    course: str
    course_id: int
    is_staff: bool
    """Whether the reader is staff there."""
    runs: int
    oldest: datetime


@dataclass(frozen=True)
class Pace:
    """How fast runs were graded within some time."""

    within: timedelta
    graded: int
    wait: Spread | None
    """Of what was handed in: regrades wait on purpose."""
    run: Spread | None


def lines(session: Session, now: datetime) -> list[Line]:
    """Return how much there is to do, by kind of work."""
    found = session.execute(union_all(*(_line(work, rows, now) for work, rows in ROWS.items())))
    return [Line(Work(row[0]), *row[1:]) for row in found]


def waiting(session: Session, reader_id: int, now: datetime) -> list[Waiting]:
    """Return the line items at which most runs wait, those first at which most do."""
    runs, is_staff = func.count(), Enrolment.id.is_not(None)
    of_reader = and_(Enrolment.course_id == Course.id, Enrolment.user_id == reader_id, Enrolment.role != Role.STUDENT)
    found = (
        select(LineItem.title, Course.title, Course.id, is_staff, runs, func.min(Run.created_at))
        .select_from(Run)
        .join(Run.submission)
        .join(Submission.line_item)
        .join(LineItem.course)
        .outerjoin(Enrolment, of_reader)
        .where(Run.state == JobState.OPEN, ~running(Run, now))
        .group_by(LineItem.id, Course.id, Enrolment.id)
        .order_by(runs.desc(), LineItem.id)
        .limit(MOST_ITEMS)
    )
    return [Waiting(*row) for row in session.execute(found)]


def paces(session: Session, now: datetime) -> list[Pace]:
    """Return how fast runs were graded in the last hour, and in the last day."""
    # a run's last lease ends soon after the run, and the index of the line has it
    of_last_day = (Run.state == JobState.DONE) & Run.due.between(now - DAY, now + Run.FARTHEST)
    of_last_hour = func.count().filter(Run.due > now - HOUR)
    last_hour, last_day = session.execute(select(of_last_hour, func.count()).where(of_last_day)).one()
    columns = Run.due, Run.created_at, Run.started_at, Run.finished_at, Run.regrade_id
    newest = session.execute(select(*columns).where(of_last_day).order_by(Run.due.desc()).limit(SAMPLE)).all()
    in_last_hour = [row for row in newest if row[0] > now - HOUR]
    return [_pace(HOUR, last_hour, in_last_hour), _pace(DAY, last_day, newest)]


def recent(model: type[Job], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a row is open, or was given up within the last week."""
    given_up = (model.state == JobState.FAILED) & (model.due > now - WEEK)
    return or_(model.state == JobState.OPEN, given_up)


def _line(work: Work, rows: Rows, now: datetime) -> Select[str, int, int, datetime, int]:
    model = rows.model
    is_running = running(model, now)
    waits = (model.state == JobState.OPEN) & ~is_running
    given_up = (model.state == JobState.FAILED) & (model.finished_at > now - DAY)
    return select(
        literal(work.value),
        func.count().filter(waits),
        func.count().filter(is_running),
        func.min(rows.since).filter(waits),
        func.count().filter(given_up),
    ).where(recent(model, now), rows.which)


def _pace(within: timedelta, graded: int, runs: Sequence[Any]) -> Pace:
    waits = [started - created for _, created, started, _, regrade in runs if started and not regrade]
    times = [finished - started for _, _, started, finished, _ in runs if started and finished]
    return Pace(within, graded, *(spread([each.total_seconds() for each in those]) for those in (waits, times)))
