"""Regrades as instructors use them, and what there is to see of them."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    GradeEvent,
    JobState,
    Result,
    Run,
    User,
    utc_now,
)
from grader.db.queries import attempts
from grader.domain.scoring import Outcome
from grader.exam.report import Problem, Report, TestResult
from grader.services import grades, regrades
from grader.services.submissions import submit
from tests.conftest import School

Sessions = sessionmaker[Session]


def worth(score: str) -> Report:
    """Return the report of a run that earned *score*."""
    test = TestResult("test_a", "Adds", "gradient", Outcome.FAILED, Decimal(score), Decimal(100), "")
    return Report("loss", 1, (test,))


FAILED = Report("loss", 1, error=Problem("service", "lost", "the container went away"))


def hand_in(sessions: Sessions, school: School, student: User, report: Report | None) -> int:
    """Hand in something new, and grade it; return its id."""
    with sessions.begin() as session:
        number = session.scalar(select(func.count()).select_from(Run)) or 0
        made = submit(session, student, school.line_item.id, b"x = %d\n" % number, 16)
    if report:
        run_all(sessions, report)
    return made.id


def run_all(sessions: Sessions, *reports: Report) -> None:
    """Let the open runs end, in order, with these reports; the last one is for all that are left."""
    with sessions.begin() as session:
        for place, run in enumerate(session.scalars(select(Run).where(Run.state == JobState.OPEN).order_by(Run.id))):
            run.token = "t"
            session.flush()
            assert grades.record(session, run.id, "t", reports[min(place, len(reports) - 1)], utc_now())


def start(sessions: Sessions, school: School, *submission_ids: int, reason: str = "a test was wrong") -> int:
    with sessions.begin() as session:
        return regrades.start(session, school.instructor, school.line_item.id, submission_ids, reason).id


def apply(sessions: Sessions, school: School, regrade_id: int) -> regrades.Told:
    with sessions.begin() as session:
        return regrades.apply(session, school.instructor, regrade_id, utc_now())


def undo(sessions: Sessions, school: School, regrade_id: int) -> regrades.Told:
    with sessions.begin() as session:
        return regrades.undo(session, school.instructor, regrade_id, utc_now())


def discard(sessions: Sessions, school: School, regrade_id: int) -> None:
    with sessions.begin() as session:
        regrades.discard(session, school.instructor, regrade_id, utc_now())


def book(sessions: Sessions) -> dict[int, tuple[Decimal | None, Decimal | None, int | None, int | None, bool]]:
    """Return the whole gradebook by student."""
    with sessions() as session:
        return {
            each.student_id: (
                each.score,
                each.earned,
                each.counting_attempt,
                each.counting_run_id,
                each.is_overridden,
            )
            for each in session.scalars(select(Result))
        }


def score(sessions: Sessions, student: User) -> Decimal | None:
    return book(sessions)[student.id][0]


def shown_run(sessions: Sessions, submission_id: int) -> Run:
    with sessions() as session:
        found = attempts.submission(session, submission_id)
        assert found
        return found.shown_run


def events(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(GradeEvent)) or 0
