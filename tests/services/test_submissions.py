"""Handing in: numbered, stored and queued together, or refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import JobState, LineItem, Result, Run, Submission, User, utc_now
from grader.db.queries import attempts
from grader.errors import NotFound, Refused, SubmissionError
from grader.services import grades, results
from grader.services.submissions import submit
from tests.conftest import School

MAX_KIB = 16


def hand_in(sessions: sessionmaker[Session], school: School, actor: User, content: bytes = b"x = 1\n") -> Submission:
    """Submit to the school's line item in a transaction."""
    with sessions.begin() as session:
        return submit(session, actor, school.line_item.id, content, MAX_KIB)


def test_a_submission_is_stored_with_its_run(sessions: sessionmaker[Session], school: School) -> None:
    made = hand_in(sessions, school, school.ada, b"x = 1\r\n")
    with sessions() as session:
        kept = attempts.submission(session, made.id)
    assert kept is not None
    assert (kept.content, kept.attempt, len(kept.digest)) == (b"x = 1\r\n", 1, 64)
    (run,) = kept.runs
    assert (run.state, run.priority, run.owner) == (JobState.OPEN, 0, f"user:{school.ada.id}")
    assert (run.tries, run.token, run.score) == (0, None, None)


def test_attempts_count_for_each_student(sessions: sessionmaker[Session], school: School) -> None:
    mine = [hand_in(sessions, school, school.ada, b"x = %d\n" % number).attempt for number in range(3)]
    assert mine == [1, 2, 3]
    assert hand_in(sessions, school, school.ben).attempt == 1


def test_a_double_click_is_one_attempt(sessions: sessionmaker[Session], school: School) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: hand_in(sessions, school, school.ada), range(6)))
    assert len({submission.id for submission in made}) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_class_hands_in_without_waiting_for_each_other(sessions: sessionmaker[Session], school: School) -> None:
    hand_in(sessions, school, school.ada)
    with ThreadPoolExecutor(1) as pool, sessions.begin() as session:
        submit(session, school.ada, school.line_item.id, b"x = 2\n", MAX_KIB)
        session.flush()
        meanwhile = pool.submit(hand_in, sessions, school, school.ben)
        assert meanwhile.result(timeout=20).attempt == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_grade_and_an_attempt_of_one_student_both_count(sessions: sessionmaker[Session], school: School) -> None:
    first = hand_in(sessions, school, school.ada)
    with ThreadPoolExecutor(1) as pool, sessions.begin() as session:
        submit(session, school.ada, school.line_item.id, b"y = 1\n", MAX_KIB)
        session.flush()
        grading = pool.submit(grade, sessions, first)
        with pytest.raises(TimeoutError):
            grading.result(timeout=1)
    grading.result()
    with sessions() as session:
        [result] = session.scalars(select(Result))
    assert (result.attempts, result.score) == (2, Decimal(50))


def grade(sessions: sessionmaker[Session], submission: Submission) -> None:
    """Give a submission fifty points."""
    with sessions.begin() as session:
        session.add(grades.graded(submission, submission.shown_run.id, Decimal(50), utc_now()))
        results.refresh(session, submission.line_item_id, submission.student_id)


def test_the_same_content_after_its_grade_is_a_new_attempt(sessions: sessionmaker[Session], school: School) -> None:
    first = hand_in(sessions, school, school.ada)
    with sessions.begin() as session:
        run = session.scalars(select(Run)).one()
        run.state, run.finished_at = JobState.FAILED, utc_now()
    assert hand_in(sessions, school, school.ada).attempt == first.attempt + 1


def test_two_tabs_get_two_numbers(sessions: sessionmaker[Session], school: School) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda number: hand_in(sessions, school, school.ada, b"x = %d\n" % number), range(16))
        assert sorted(submission.attempt for submission in made) == list(range(1, 17))


def test_staff_may_try_it(sessions: sessionmaker[Session], school: School) -> None:
    assert hand_in(sessions, school, school.instructor).attempt == 1


def test_strangers_learn_nothing(sessions: sessionmaker[Session], school: School) -> None:
    stranger = User(name="Cleo", email="cleo@example.org")
    with sessions.begin() as session:
        session.add(stranger)
    with pytest.raises(NotFound):
        hand_in(sessions, school, stranger)
    with pytest.raises(NotFound), sessions.begin() as session:
        submit(session, school.ada, 999, b"x = 1\n", MAX_KIB)


def test_the_deadline_holds_to_the_moment(sessions: sessionmaker[Session], school: School) -> None:
    def set_due(due: timedelta) -> None:
        with sessions.begin() as session:
            session.get_one(LineItem, school.line_item.id).due_at = utc_now() + due

    set_due(timedelta(seconds=30))
    assert hand_in(sessions, school, school.ada).attempt == 1
    set_due(-timedelta(milliseconds=1))
    with pytest.raises(Refused, match=r"The deadline was \d+ \w+ \d{4}, \d\d:\d\d UTC"):
        hand_in(sessions, school, school.ada, b"x = 2\n")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "empty"), (b"\xff\xfe", "not_utf8"), (b"x\x00", "not_python"), (b"#" * (MAX_KIB * 1024 + 1), "too_big")],
)
def test_what_cannot_be_a_solution_is_no_attempt(
    sessions: sessionmaker[Session], school: School, content: bytes, kind: str
) -> None:
    with pytest.raises(SubmissionError) as caught:
        hand_in(sessions, school, school.ada, content)
    assert caught.value.kind == kind
    with sessions() as session:
        assert session.scalars(select(Submission)).all() == []


def test_an_undone_submission_leaves_no_run(sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session:
        submit(session, school.ada, school.line_item.id, b"x = 1\n", MAX_KIB)
    with sessions() as session:
        assert session.scalars(select(Run)).all() == []
