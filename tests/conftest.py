"""Real databases and a real browser for every test that asks."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import Base, Course, LineItem, Role, User
from grader.services.courses import create_course, enrol, open_assignment

START_S = 30
END_OTHER_CONNECTIONS = b"""
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
UNSAFE_BUT_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Postgres:
    """A running server that listens on a socket in *folder*."""

    folder: Path

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql+psycopg://grader@/{name}?host={self.folder}"

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """Return a connection on which every statement is a transaction."""
        return psycopg.connect(host=str(self.folder), user="grader", dbname=name, autocommit=True)

    def create(self) -> str:
        """Make a database, and return its URL."""
        name = uuid.uuid4().hex
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)


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
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="grader-postgres-"))
    account = _postgres_account()
    if account:
        os.chown(folder, account["user"], account["group"])
    data = str(folder / "data")
    initdb = [str(programs / "initdb"), "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **account)
    command = [str(programs / "postgres"), "-D", data, "-k", str(folder), "-c", "listen_addresses=", *UNSAFE_BUT_FAST]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **account)
    try:
        _wait_for(server, folder)
        yield Postgres(folder)
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing in it is to be kept
        server.wait()
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


def _postgres_programs() -> Path:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which("postgres")
    if found is None:
        pytest.fail("These tests need PostgreSQL's server programs: apt-get install postgresql", pytrace=False)
    return Path(found).parent


def _postgres_account() -> dict[str, Any]:
    """Return what makes a process run as an ordinary user, if this one is root: initdb refuses to be."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(server: "subprocess.Popen[bytes]", folder: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            Postgres(folder).connect().close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PostgreSQL did not start: {(folder / 'log').read_text()}", pytrace=False)
            time.sleep(0.05)
        else:
            return
