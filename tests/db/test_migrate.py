"""The migrations make what the models say, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, func, inspect, select, text
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import Base, Result, User
from grader.errors import ServiceError
from grader.services import results


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_the_constraints_of_the_models(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine)
    migrated = _constraints(engine)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    assert migrated == _constraints(engine)
    engine.dispose()


def _constraints(engine: Engine) -> dict[str, Any]:
    found = inspect(engine)
    kinds = ("check_constraints", "unique_constraints", "foreign_keys", "pk_constraint", "indexes")
    reflected = MetaData()
    reflected.reflect(engine)
    tables = [name for name in reflected.tables if name != "alembic_version"]
    return {name: [sorted(map(_text, getattr(found, f"get_{kind}")(name))) for kind in kinds] for name in tables}


def _text(constraint: Any) -> str:
    options = constraint.get("dialect_options", {}) if isinstance(constraint, dict) else {}
    return (
        f"{constraint}"
        if not options
        else f"{constraint | {'dialect_options': {k: str(v) for k, v in options.items()}}}"
    )


def test_processes_that_start_together_take_turns(empty_url: str) -> None:
    engines = [make_engine(empty_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, engines))
    assert inspect(engines[0]).has_table("runs")
    for engine in engines:
        engine.dispose()


def test_a_second_start_keeps_the_data(engine: Engine, sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        session.add(User(name="Ada", email="ada@example.org"))
    upgrade(engine)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_migration_that_breaks_references_is_refused(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    with engine.connect() as connection:
        connection.detach()
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        connection.execute(text("INSERT INTO enrolments VALUES (1, 7, 7, 'student', '2026-11-21 00:00:00.000000')"))
        connection.commit()
    with pytest.raises(ServiceError, match="would break references"):
        upgrade(engine)
    engine.dispose()


def test_foreign_keys_hold_after_a_migration(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


EARLIER = """
INSERT INTO users (id, name, email, created_at) VALUES (1, 'Ada', 'ada@example.org', '2026-11-01 00:00:00');
INSERT INTO courses (id, title, join_code, created_at) VALUES (1, 'Networks', 'code', '2026-11-01 00:00:00');
INSERT INTO line_items (id, course_id, assignment, title, position) VALUES
    (1, 1, 'loss', 'Losses', 1), (2, 1, 'rnn', 'RNN', 2);
INSERT INTO submissions (id, line_item_id, student_id, attempt, content, digest, received_at) VALUES
    (1, 1, 1, 1, '', '', '2026-11-01 00:00:00'), (2, 1, 1, 2, '', '', '2026-11-02 00:00:00'),
    (3, 2, 1, 1, '', '', '2026-11-03 00:00:00');
INSERT INTO runs (id, submission_id, state, priority, owner, due, tries, finished_at, log, created_at, score) VALUES
    (1, 1, 'done', 0, '', '2026-11-01 00:00:00', 1, '2026-11-01 00:00:00', '', '2026-11-01 00:00:00', 9000),
    (2, 2, 'done', 0, '', '2026-11-01 00:00:00', 1, '2026-11-01 00:00:00', '', '2026-11-01 00:00:00', 6000),
    (3, 1, 'done', 5, '', '2026-11-01 00:00:00', 1, '2026-11-01 00:00:00', '', '2026-11-01 00:00:00', 5000),
    (4, 3, 'open', 0, '', '2026-11-01 00:00:00', 0, NULL, '', '2026-11-01 00:00:00', NULL);
INSERT INTO grade_events (line_item_id, student_id, run_id, attempt, score, at) VALUES
    (1, 1, 1, 1, 9000, '2026-11-01 00:00:00'), (1, 1, 2, 2, 6000, '2026-11-02 00:00:00'),
    (1, 1, 3, 1, 5000, '2026-11-03 00:00:00');
"""


def test_what_was_graded_before_there_were_results_has_results(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0002")
    with engine.begin() as connection:
        for statement in EARLIER.strip().removesuffix(";").split(";\n"):
            connection.exec_driver_sql(statement)
    upgrade(engine)
    with make_sessions(engine)() as session:
        found = session.scalars(select(Result).order_by(Result.line_item_id)).all()
    told = [(each.attempts, each.latest_submission_id, each.score, each.counting_attempt) for each in found]
    assert told == [(2, 2, Decimal(60), 2), (1, 3, None, None)]
    with make_sessions(engine).begin() as session:
        results.refresh(session, 1)
        assert session.scalars(select(Result.score).where(Result.line_item_id == 1)).all() == [Decimal(60)]
    engine.dispose()
