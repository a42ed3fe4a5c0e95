"""Real databases and a real browser for every test that asks."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import Base, Course, LineItem, Role, User
from grader.services.courses import create_course, enrol, open_assignment
from tests.servers.postgres import Postgres
from tests.web.full import fill
from tests.web.world import World, make_world

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
POSTGRESQL_ONLY = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
END_OTHER_CONNECTIONS = b"""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL server, started for this session and removed after it."""
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    server = Postgres(folder, is_durable=False)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.close()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """Return the URL of a database with all tables, to be emptied for each test: new ones take half a second."""
    url = postgres.create()
    _migrate(url)
    return url


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """Return the URL of a fresh SQLite database with all tables."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'grader.db')}"


@pytest.fixture
def postgresql_url(postgres: Postgres, migrated_postgres: str) -> str:
    """Return the URL of an empty PostgreSQL database with all tables, to which nobody is connected."""
    tables = sql.SQL(", ").join(sql.Identifier(table.name) for table in Base.metadata.sorted_tables)
    with postgres.connect(make_url(migrated_postgres).database or "") as connection:
        connection.execute(END_OTHER_CONNECTIONS)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh database with all tables, once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a fresh database without tables, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.create()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Return an engine for a fresh database."""
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Return a factory of sessions of a fresh database."""
    return make_sessions(engine)


@dataclass(frozen=True)
class School:
    """A course with one assignment, an instructor and two students."""

    course: Course
    line_item: LineItem
    instructor: User
    ada: User
    ben: User


@pytest.fixture
def school(sessions: sessionmaker[Session]) -> School:
    """Return people and a course, stored in the fresh database."""
    with sessions.begin() as session:
        course = create_course(session, "Networks")
        people = [User(name=name, email=f"{name.lower()}@example.org") for name in ("Ida", "Ada", "Ben")]
        session.add_all(people)
        session.flush()
        for person in people:
            enrol(session, person, course, Role.INSTRUCTOR if person is people[0] else Role.STUDENT)
        return School(course, open_assignment(session, course, "loss", "Losses"), *people)


def _migrate(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    """Return the application on a fresh database, with a course and its instructor."""
    made = make_world(tmp_path, sqlite_url)
    yield made
    made.close()


@pytest.fixture
def full_world(world: World) -> World:
    """Return a world with one of everything."""
    fill(world)
    return world
