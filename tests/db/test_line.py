"""What the line tells those who wait: their place, how long it takes, and whether it moves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import JobState, Run, Submission
from grader.db.queries import line
from grader.db.queries.line import Outlook
from grader.jobs import leases
from grader.jobs.leases import Lease
from tests.conftest import School

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def ago(seconds: float) -> datetime:
    """Return the time so long before now."""
    return NOW - timedelta(seconds=seconds)


AddRun = Callable[..., int]


@pytest.fixture
def add(sessions: sessionmaker[Session], school: School) -> AddRun:
    """Return what stores a run, begun and ended as told, and returns its id."""

    def made(
        created: float, *, begun: float | None = None, ended: float | None = None, sent: float | None = None
    ) -> int:
        run = Run(owner=f"{created}", created_at=ago(created), due=ago(created), tries=0)
        if begun is not None:
            run.tries, run.started_at, run.token, run.due = 1, ago(begun), "token", NOW + LEASE
        elif sent is not None:
            run.token, run.due = "token", ago(sent) + LEASE
        if ended is not None:
            run.state, run.token, run.finished_at, run.due = JobState.DONE, None, ago(ended), ago(ended) + LEASE
        with sessions.begin() as session:
            attempt = len(session.query(Submission).all()) + 1
            cell = {"line_item_id": school.line_item.id, "student_id": school.ada.id, "attempt": attempt}
            session.add(Submission(**cell, content=b"", digest="0" * 64, runs=[run]))
        return run.id

    return made


def outlook(sessions: sessionmaker[Session], run_id: int) -> Outlook:
    """Return what the run has to expect now."""
    with sessions() as session:
        run = session.get_one(Run, run_id)
        return line.without_waiting(run, NOW) or line.read(session, NOW).outlook(run)


def is_stuck(sessions: sessionmaker[Session]) -> bool:
    """Say whether the line is stuck now."""
    with sessions() as session:
        return line.is_stuck(session, NOW)


def test_what_is_graded_or_has_ended_has_nothing_to_wait_for(sessions: sessionmaker[Session], add: AddRun) -> None:
    assert outlook(sessions, add(20, begun=10)) == Outlook(0)
    assert outlook(sessions, add(20, begun=10, ended=5)) == Outlook(None)


def test_the_wait_is_told_by_the_last_runs_and_by_those_before(sessions: sessionmaker[Session], add: AddRun) -> None:
    first = add(10)
    assert outlook(sessions, first) == Outlook(1, None)
    for duration in (3, 4, 90):
        add(900, begun=900, ended=900 - duration)
    add(20, begun=2)
    add(19, begun=2)
    assert outlook(sessions, first) == Outlook(1, 4 * 2 / 2 / 2)
    assert outlook(sessions, add(9)) == Outlook(2, 4 * (1 + 2 / 2) / 2)


def test_only_the_last_fifty_runs_tell_the_wait(sessions: sessionmaker[Session], add: AddRun) -> None:
    for _ in range(60):
        add(9000, begun=9000, ended=8900)
    for _ in range(26):
        add(900, begun=900, ended=890)
    add(5, begun=1)
    assert outlook(sessions, add(1)).wait_s == 10 / 2


def test_an_empty_line_is_not_stuck(sessions: sessionmaker[Session], add: AddRun) -> None:
    assert not is_stuck(sessions)
    add(9000, begun=9000, ended=8000)
    assert not is_stuck(sessions)


@pytest.mark.parametrize(("waited", "expected"), [(119, False), (121, True)])
def test_who_waits_for_over_two_minutes_is_stuck_unless_one_begins(
    sessions: sessionmaker[Session], add: AddRun, waited: float, *, expected: bool
) -> None:
    run = add(waited)
    assert is_stuck(sessions) is expected
    assert outlook(sessions, run).is_stuck is expected
    add(300, begun=60, ended=50)
    assert not is_stuck(sessions)


def test_one_that_is_just_being_graded_shows_that_the_line_moves(sessions: sessionmaker[Session], add: AddRun) -> None:
    add(300)
    add(200, begun=119)
    assert not is_stuck(sessions)


def test_a_run_that_goes_on_for_long_does_not_move_the_line(sessions: sessionmaker[Session], add: AddRun) -> None:
    add(300)
    add(200, begun=150)
    assert is_stuck(sessions)


def test_messages_that_reach_nobody_are_a_line_that_stands(sessions: sessionmaker[Session], add: AddRun) -> None:
    add(121, sent=1)
    assert is_stuck(sessions)


def test_messages_that_cannot_even_be_sent_are_a_line_that_stands(sessions: sessionmaker[Session], add: AddRun) -> None:
    run = add(121, sent=1)
    with sessions.begin() as session:
        assert leases.give_back(session, Run, Lease(run, "token"), ago(1))
    assert is_stuck(sessions)


def test_the_index_of_the_line_carries_every_question(
    engine: Engine, sessions: sessionmaker[Session], add: AddRun
) -> None:
    done = {"submission_id": 1, "state": JobState.DONE, "created_at": NOW, "started_at": NOW, "finished_at": NOW}
    run = add(10)
    with sessions.begin() as session:
        session.execute(insert(Run), [{**done, "due": ago(n)} for n in range(5000)])
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    outlook(sessions, run)
    event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        for statement, parameters in asked:
            if statement.startswith("SELECT"):
                plan = connection.exec_driver_sql(f"{explain} {statement}", parameters)  # type: ignore[arg-type]
                steps = "\n".join(str(row[-1]) for row in plan)
                assert "SCAN runs" not in steps, statement
                assert "Seq Scan on runs" not in steps, statement
