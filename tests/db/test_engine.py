"""Transactions: who writes waits for its turn, who reads does not wait, and what is committed is kept."""

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import IntegrityError, InternalError, StatementError
from sqlalchemy.orm import Session, sessionmaker

from grader.db import engine as engine_module
from grader.db.engine import make_engine, make_sessions
from grader.db.models import Base, Course, Enrolment, GradeEvent, JobState, Role, Run, RunTest, Submission, User
from grader.domain.scoring import Outcome
from tests.conftest import School


def test_sqlite_is_set_up_to_keep_what_it_was_told(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        pragmas = {name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2}
        assert connection.scalar(text("PRAGMA busy_timeout")) == 30_000
    engine.dispose()


def test_a_new_database_is_opened_by_many_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for number in range(200):
            engines = [make_engine(f"sqlite:///{tmp_path}/{number}.db") for _ in range(4)]
            for connection in pool.map(Engine.connect, engines):
                connection.close()
            for engine in engines:
                engine.dispose()


def test_read_then_write_never_loses_an_update(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        session.add(User(name="0", email="counter@example.org"))

    def count(_: int) -> None:
        with sessions.begin() as session:
            user = session.scalars(select(User)).one()
            user.name = str(int(user.name) + 1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(200)))
    with sessions() as session:
        assert session.scalars(select(User.name)).one() == "200"
    engine.dispose()


def test_reading_does_not_wait_for_a_writer(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    sessions = make_sessions(engine)
    with sessions.begin() as writing:
        writing.add(User(name="Ada", email="ada@example.org"))
        writing.flush()
        with sessions() as reading:
            assert reading.scalars(select(User)).all() == []
    engine.dispose()


def test_a_second_writer_waits(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with make_sessions(engine).begin() as session:
        session.add(User(name="Ada", email="ada@example.org"))
        session.flush()
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    engine.dispose()


def test_a_turn_to_write_ends_with_its_transaction_however_that_ends(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_S", 3600)
    engine = make_engine(sqlite_url)
    with make_sessions(engine).begin() as session:
        session.add(User(name="Ada", email="ada@example.org"))
    with pytest.raises(IntegrityError), make_sessions(engine).begin() as session:
        session.add(User(name="Another", email="ada@example.org"))
    with engine.connect() as connection, connection.begin():
        connection.detach()
        connection.execute(text("DELETE FROM users"))
    with engine.connect() as connection:
        connection.begin()
        connection.invalidate()
    last = threading.Thread(target=lambda: engine.begin().__enter__().close(), daemon=True)
    last.start()
    last.join(20)
    assert not last.is_alive()
    engine.dispose()


GREEDY = """
import sys, time
from sqlalchemy import text
from grader.db.engine import make_engine
engine = make_engine(sys.argv[1])
while True:
    with engine.begin() as connection:
        connection.execute(text("UPDATE users SET name = name + 1 WHERE email = 'greedy@example.org'"))
        time.sleep(0.02)
"""


def test_a_process_that_writes_all_the_time_lets_others_write_as_well(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        session.add(User(name="0", email="greedy@example.org"))

    def written() -> int:
        with sessions() as session:
            return int(session.scalars(select(User.name).where(User.email == "greedy@example.org")).one())

    greedy = subprocess.Popen([sys.executable, "-c", GREEDY, sqlite_url])
    try:
        while not written():
            time.sleep(0.01)
        before, mine = written(), 30
        for number in range(mine):
            with sessions.begin() as session:
                session.add(User(name="Ada", email=f"ada{number}@example.org"))
        assert written() - before < 3 * mine
    finally:
        greedy.kill()
        greedy.wait()
        engine.dispose()


def test_a_transaction_that_stands_still_does_not_hold_up_others_for_good(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "STANDSTILL_S", 1)
    one, other = make_engine(postgresql_url), make_engine(postgresql_url)
    with make_sessions(other).begin() as session:
        session.add(User(name="Ada", email="ada@example.org"))
    rename = text("UPDATE users SET name = :name")
    with one.connect() as hung:
        hung.execute(rename, {"name": "hung"})
        with other.begin() as living:
            living.execute(text("SET LOCAL lock_timeout = '20s'"))
            living.execute(rename, {"name": "living"})
        with pytest.raises(InternalError, match="idle-in-transaction"):
            hung.execute(rename, {"name": "too late"})
    with make_sessions(other)() as session:
        assert session.scalars(select(User.name)).one() == "living"
    one.dispose()
    other.dispose()


def test_a_session_uses_one_connection(engine: Engine, sessions: sessionmaker[Session]) -> None:
    borrowed: list[Any] = []
    event.listen(engine, "checkout", lambda connection, *_: borrowed.append(connection))
    with sessions() as session:
        session.scalars(select(User)).all()
        session.scalars(select(Course)).all()
    with sessions.begin() as session:
        session.scalars(select(User)).all()
        with session.begin_nested():
            session.add(User(name="Ada", email="ada@example.org"))
    assert len(borrowed) == 2


def test_what_was_loaded_stays_readable(sessions: sessionmaker[Session], school: School) -> None:
    with sessions() as session:
        user = session.scalars(select(User).where(User.id == school.ada.id)).one()
    assert user.name == "Ada"


def test_points_are_exact_and_times_aware(sessions: sessionmaker[Session], school: School) -> None:
    east = datetime(2026, 11, 21, 14, 30, 0, 123, tzinfo=timezone(timedelta(hours=2)))
    with sessions.begin() as session:
        submission = _submission(school)
        submission.received_at = east
        ended = {"state": JobState.DONE, "finished_at": east}
        submission.runs = [Run(**ended, score=Decimal("33.34")), Run(**ended, score=Decimal("66.66"))]
        session.add(submission)
    with sessions() as session:
        kept = session.scalars(select(Submission)).one()
        assert sum(run.score or 0 for run in kept.runs) == Decimal(100)
        assert kept.received_at == datetime(2026, 11, 21, 12, 30, 0, 123, tzinfo=UTC)
        assert kept.received_at.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_refused(sessions: sessionmaker[Session]) -> None:
    naive = datetime(2026, 11, 21)  # noqa: DTZ001 - this is what is refused
    with pytest.raises(StatementError, match="needs its zone"), sessions.begin() as session:
        session.add(User(name="Ada", email="ada@example.org", created_at=naive))


def test_the_schema_refuses_what_must_not_be(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        submission = _submission(school)
        submission.runs = [Run()]
        session.add(submission)
    run = submission.runs[0].id
    now = datetime.now(UTC)
    points = Decimal(5)
    event_of_run = {"line_item_id": school.line_item.id, "student_id": school.ada.id, "run_id": run, "attempt": 1}
    test = {
        "run_id": run, "position": 0, "name": "", "title": "", "criterion": "", "outcome": Outcome.PASSED,
        "message": "", "duration_s": 0.0, "max_points": points,
    }  # fmt: skip
    refused = {
        "a second account": User(name="Ada", email="ada@example.org"),
        "a second enrolment": Enrolment(user_id=school.ada.id, course_id=school.course.id, role=Role.STUDENT),
        "a stranger's enrolment": Enrolment(user_id=999, course_id=school.course.id, role=Role.STUDENT),
        "the same attempt": _submission(school),
        "attempt 0": _submission(school, attempt=0),
        "open but finished": Run(submission_id=submission.id, finished_at=now),
        "done but not finished": Run(submission_id=submission.id, state=JobState.DONE),
        "a score while open": Run(submission_id=submission.id, score=points),
        "a score when failed": Run(submission_id=submission.id, state=JobState.FAILED, finished_at=now, score=points),
        "101 points": Run(submission_id=submission.id, state=JobState.DONE, finished_at=now, score=Decimal(101)),
        "more than full points": RunTest(**test, points=Decimal("5.01")),
        "less than no points": RunTest(**test, points=Decimal("-0.01")),
        "a negative grade": GradeEvent(**event_of_run, score=Decimal(-1)),
    }
    assert [what for what, row in refused.items() if _stored(sessions, row)] == []
    assert _stored(sessions, GradeEvent(**event_of_run, score=points))
    assert not _stored(sessions, GradeEvent(**event_of_run, score=points)), "a run is graded once"


def test_words_outside_their_list_are_refused(engine: Engine, school: School) -> None:
    made_up = text("UPDATE enrolments SET role = 'owner' WHERE user_id = :ada")
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(made_up, {"ada": school.ada.id})


def _stored(sessions: sessionmaker[Session], row: Base) -> bool:
    try:
        with sessions.begin() as session:
            session.add(row)
    except IntegrityError:
        return False
    return True


def _submission(school: School, attempt: int = 1) -> Submission:
    who = {"line_item_id": school.line_item.id, "student_id": school.ada.id}
    return Submission(**who, attempt=attempt, content=b"x = 1\n", digest="0" * 64)
