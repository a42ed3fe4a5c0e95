"""The migrations make what the models say, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine
from grader.db.migrate import upgrade
from grader.db.models import Base, User
from grader.errors import ServiceError
from tests.db.upgrades.schema import constraints


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_make_the_constraints_of_the_models(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine)
    migrated = constraints(engine)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    assert migrated == constraints(engine)
    engine.dispose()


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
