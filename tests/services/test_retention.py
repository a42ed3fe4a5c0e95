"""What is too old loses its file and all that was said of it; what is not, and every score, stays."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    AuditEvent,
    Comment,
    Course,
    JobState,
    Result,
    Role,
    Run,
    RunTest,
    Submission,
    User,
    utc_now,
)
from grader.db.queries import forgetting
from grader.errors import GraderError, NotAllowed, NotFound, Refused
from grader.services import courses, grades, retention, submissions
from tests.conftest import School
from tests.web.reports import TAUGHT

NOW = utc_now()
Sessions = sessionmaker[Session]


@pytest.fixture
def aged(sessions: Sessions, school: School) -> list[int]:
    """Return attempts of 40, 30, 20 and 10 days, the oldest graded and said something about, the others waiting."""
    ids = []
    for number, student in enumerate([school.ada, school.ben, school.ada, school.ada]):
        with sessions.begin() as session:
            made = submissions.submit(session, student, school.line_item.id, b"x = %d" % number, max_kib=256)
            ids.append(made.id)
            made.received_at = NOW - timedelta(days=40 - 10 * number)
    with sessions.begin() as session:
        run_id = session.scalar(select(Run.id).where(Run.submission_id == ids[0]))
        session.execute(update(Run).where(Run.id == run_id).values(token="t"))
        assert run_id
        assert grades.record(session, run_id, "t", TAUGHT, NOW)
        session.add(Comment(submission_id=ids[0], author_id=school.instructor.id, text="Well done."))
    return ids


def keep(sessions: Sessions, actor: User, course: Course, days: int | None) -> None:
    with sessions.begin() as session:
        retention.keep_for(session, actor, course.id, days)


def delete(sessions: Sessions, actor: User, course: Course, before: datetime) -> int:
    with sessions.begin() as session:
        return retention.delete_old(session, actor, course.id, before, NOW)


def emptied(sessions: Sessions) -> list[int]:
    with sessions() as session:
        gone = select(Submission.id).where(Submission.content == b"", Submission.digest == "")
        assert session.scalars(gone).all() == session.scalars(gone.where(Submission.erased_at.is_not(None))).all()
        return list(session.scalars(gone.order_by(Submission.id)))


def test_what_came_before_a_moment_goes_and_nothing_else(sessions: Sessions, school: School, aged: list[int]) -> None:
    keep(sessions, school.instructor, school.course, 25)
    assert emptied(sessions) == [], "to set the days deletes nothing"
    before = NOW - timedelta(days=25)
    with sessions() as session:
        score = session.scalars(select(Result.score).where(Result.student_id == school.ada.id)).one()
        old = forgetting.old(session, school.course.id, before)
        assert (old.attempts, old.students, old.last_at) == (2, 2, NOW - timedelta(days=30))
        assert old.size_bytes > 10_000, "pictures and messages are counted"
    assert delete(sessions, school.instructor, school.course, before) == 2
    assert emptied(sessions) == aged[:2]
    with sessions() as session:
        assert session.scalars(select(Result.score).where(Result.student_id == school.ada.id)).one() == score == 30
        run = session.scalars(select(Run).where(Run.submission_id == aged[0])).one()
        assert (run.state, run.score, run.log) == (JobState.DONE, Decimal(30), "")
        assert session.scalars(select(RunTest.message).where(RunTest.run_id == run.id).distinct()).all() == [""]
        assert session.scalars(select(Comment)).all() == []
        assert forgetting.old(session, school.course.id, before).attempts == 0
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "deleted_old_work")).one()
        assert (noted.actor_id, noted.detail) == (school.instructor.id, {"attempts": 2})
        waiting = session.scalars(select(Run.state).where(Run.submission_id.in_(aged[1:])).order_by(Run.id)).all()
        assert waiting == [JobState.FAILED, JobState.OPEN, JobState.OPEN]


def test_again_there_is_nothing_left_and_nothing_is_written_down(
    sessions: Sessions, school: School, aged: list[int]
) -> None:
    keep(sessions, school.instructor, school.course, 25)
    before = NOW - timedelta(days=25)
    assert [delete(sessions, school.instructor, school.course, before) for _ in range(3)] == [2, 0, 0]
    with sessions() as session:
        noted = select(func.count()).where(AuditEvent.action == "deleted_old_work")
        assert session.scalar(noted) == 1
    assert emptied(sessions) == aged[:2]


def test_the_oldest_go_first_a_batch_at_a_time(
    sessions: Sessions, school: School, aged: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    keep(sessions, school.instructor, school.course, 1)
    before = NOW - timedelta(days=1)
    assert delete(sessions, school.instructor, school.course, before) == 2
    assert emptied(sessions) == aged[:2]
    assert [delete(sessions, school.instructor, school.course, before) for _ in range(2)] == [2, 0]


@pytest.mark.parametrize(("days", "asked_days"), [(None, 25), (25, 24), (25, 0), (25, -100)])
@pytest.mark.usefixtures("aged")
def test_what_is_to_be_kept_by_now_is_not_deleted(
    sessions: Sessions, school: School, days: int | None, asked_days: int
) -> None:
    keep(sessions, school.instructor, school.course, days)
    with pytest.raises(Refused, match="nothing was deleted"):
        delete(sessions, school.instructor, school.course, NOW - timedelta(days=asked_days))
    assert emptied(sessions) == []


@pytest.mark.usefixtures("aged")
def test_attempts_of_other_courses_stay(sessions: Sessions, school: School) -> None:
    with sessions.begin() as session:
        elsewhere = courses.create_course(session, "Elsewhere")
        courses.enrol(session, school.instructor, elsewhere, Role.INSTRUCTOR)
    keep(sessions, school.instructor, elsewhere, 1)
    assert delete(sessions, school.instructor, elsewhere, NOW - timedelta(days=1)) == 0
    assert emptied(sessions) == []


@pytest.mark.parametrize("days", [0, -1, 3651, 10**9])
def test_a_number_of_days_out_of_range_is_refused(sessions: Sessions, school: School, days: int) -> None:
    with pytest.raises(Refused, match="from 1 to 3650"):
        keep(sessions, school.instructor, school.course, days)


def test_a_change_of_the_days_is_written_down_once(sessions: Sessions, school: School) -> None:
    for days in (30, 30, None):
        keep(sessions, school.instructor, school.course, days)
    with sessions() as session:
        noted = [each.detail for each in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
    assert noted == [{"before": None, "after": 30}, {"before": 30, "after": None}]


@pytest.mark.parametrize(
    ("role", "error"), [(Role.STUDENT, NotAllowed), (Role.ASSISTANT, NotAllowed), (None, NotFound)]
)
@pytest.mark.usefixtures("aged")
def test_only_instructors_decide(
    sessions: Sessions, school: School, role: Role | None, error: type[GraderError]
) -> None:
    keep(sessions, school.instructor, school.course, 1)
    with sessions.begin() as session:
        user = User(name="Eve", email="eve@example.org")
        session.add(user)
        session.flush()
        if role:
            courses.enrol(session, user, school.course, role)
    with pytest.raises(error):
        keep(sessions, user, school.course, 2)
    with pytest.raises(error):
        delete(sessions, user, school.course, NOW - timedelta(days=1))
    assert emptied(sessions) == []
