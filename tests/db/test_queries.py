"""What the pages ask for: right, and with a fixed number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import GradeEvent, JobState, LineItem, Run, RunTest, Submission, User, utc_now
from grader.db.queries import attempts, gradebook, line, people, turns
from grader.domain.scoring import Outcome
from grader.services import results
from grader.services.courses import create_course, open_assignment
from tests.conftest import School

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the SELECTs that are sent within the block."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        if str(arguments[2]).startswith("SELECT"):
            sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def hand_in(session: Session, item: LineItem, student: User, attempt: int, score: int | None = None) -> Submission:
    """Store an attempt: graded with *score*, or open."""
    made = Submission(line_item_id=item.id, student_id=student.id, attempt=attempt, content=b"x = 1\n", digest="0" * 64)
    owner = f"user:{student.id}"
    made.runs = [Run(owner=owner, turn=turns.next_turn(session, Run, owner), priority=0)]
    session.add(made)
    results.refresh(session, item.id, student.id)
    if score is not None:
        grade(session, made, made.runs[0], score)
    return made


def grade(session: Session, submission: Submission, run: Run, score: int) -> None:
    """Store the end of a run."""
    run.state, run.finished_at, run.score = JobState.DONE, NOW, Decimal(score)
    cell = {"line_item_id": submission.line_item_id, "student_id": submission.student_id}
    session.add(GradeEvent(**cell, run_id=run.id, attempt=submission.attempt, score=Decimal(score)))
    results.refresh(session, **cell)


def test_overview_tells_best_score_and_latest_state(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        second = open_assignment(session, school.course, "adam", "Adam")
        hand_in(session, school.line_item, school.ada, 1, 40)
        hand_in(session, school.line_item, school.ada, 2, 90)
        last = hand_in(session, school.line_item, school.ada, 3)
        hand_in(session, school.line_item, school.ben, 1, 100)
        open_assignment(session, create_course(session, "Not hers"), "loss", "Losses")
    with sessions() as session:
        found = gradebook.overview(session, school.ada.id)
    assert [each.line_item.title for each in found] == ["Losses", "Adam"]
    assert found[0].line_item.course.title == "Networks"
    standing = found[0].standing
    assert (standing.score, standing.counting, standing.attempts) == (Decimal(90), 2, 3)
    assert found[0].standing.latest is not None
    assert found[0].standing.latest.state is JobState.OPEN
    assert found[0].standing.latest.submission.id == last.id
    assert found[1].line_item.id == second.id
    assert found[1].standing == gradebook.Standing()


def test_a_regrade_changes_the_standing(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        submission = hand_in(session, school.line_item, school.ada, 1, 90)
        regrade = Run()
        submission.runs.append(regrade)
        session.flush()
        grade(session, submission, regrade, 70)
    with sessions() as session:
        standing = gradebook.overview(session, school.ada.id)[0].standing
    assert standing.score == Decimal(70)
    assert standing.attempts == 1
    assert standing.latest is not None
    assert standing.latest.id == regrade.id


def test_attempts_come_newest_first_with_their_runs(
    engine: Engine, sessions: sessionmaker[Session], school: School
) -> None:
    with sessions.begin() as session:
        other = open_assignment(session, school.course, "adam", "Adam")
        for attempt in (1, 2, 3):
            hand_in(session, school.line_item, school.ada, attempt, 10 * attempt)
        hand_in(session, other, school.ada, 1)
        hand_in(session, other, school.ben, 1)
    with sessions() as session, statements(engine) as sent:
        found = attempts.attempts(session, school.line_item.id, school.ada.id)
        scores = [(each.attempt, each.runs[-1].score) for each in found]
        assert scores == [(3, Decimal(30)), (2, Decimal(20)), (1, Decimal(10))]
        assert len(sent) <= 2


def test_a_run_comes_whole(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        submission = hand_in(session, school.line_item, school.ada, 1, 5)
        run = submission.runs[0]
        run.log = "hello"
        points = {"points": Decimal(5), "max_points": Decimal(5), "outcome": Outcome.PASSED, "criterion": "c"}
        texts = {"title": "t", "message": "", "duration_s": 0.1}
        run.tests = [RunTest(position=position, name=f"t{position}", **points, **texts) for position in (1, 0)]
    with sessions() as session:
        found = attempts.run(session, run.id)
        whole = attempts.submission(session, submission.id)
    assert found is not None
    assert whole is not None
    assert [test.position for test in found.tests] == [0, 1]
    assert (found.log, found.submission.student.name) == ("hello", "Ada")
    assert found.submission.line_item.course.title == "Networks"
    assert (whole.content, whole.runs[0].log, whole.runs[0].tests[1].name) == (b"x = 1\n", "hello", "t1")


def test_what_does_not_exist_is_none(sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session:
        assert attempts.run(session, 999) is None
        assert attempts.submission(session, 999) is None
        assert people.line_item(session, 999) is None
        assert people.role(session, school.ada.id, 999) is None


def test_lists_leave_the_files_in_the_database(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        hand_in(session, school.line_item, school.ada, 1)
    with sessions() as session:
        found = attempts.attempts(session, school.line_item.id, school.ada.id)
    assert "content" not in vars(found[0])
    assert "log" not in vars(found[0].runs[0])


def test_place_in_line_follows_turns(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        many = [hand_in(session, school.line_item, school.ada, attempt).runs[0] for attempt in (1, 2, 3)]
        one = hand_in(session, school.line_item, school.ben, 1).runs[0]
        regrade = Run(submission_id=many[0].submission_id, owner="user:0", priority=5)
        session.add(regrade)
        session.flush()
        expected = {many[0].id: 1, one.id: 2, many[1].id: 3, many[2].id: 4, regrade.id: 5}
    with sessions() as session:
        assert line.read(session, utc_now()).places == expected


@pytest.mark.parametrize(
    ("minutes", "started", "place"),
    [(1, True, 0), (1, False, 1), (-1, True, 2)],
    ids=["being graded", "on its way to a worker", "its worker died"],
)
def test_place_of_a_leased_run(
    sessions: sessionmaker[Session], school: School, minutes: int, place: int, *, started: bool
) -> None:
    with sessions.begin() as session:
        first = hand_in(session, school.line_item, school.ben, 1).runs[0]
        run = hand_in(session, school.line_item, school.ada, 1).runs[0]
        run.token, run.due, run.started_at = "t", NOW + timedelta(minutes=minutes), NOW if started else None
    with sessions() as session:
        read = line.read(session, NOW)
    assert (line.without_waiting(run, NOW) or read.outlook(run)).place == place
    assert read.places[first.id] == (2 if (minutes, started) == (1, False) else 1)
