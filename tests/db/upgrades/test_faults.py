"""What goes wrong in an upgrade leaves the database as it was; processes that upgrade at once take turns."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from grader.db import migrate
from grader.db.engine import make_engine
from grader.db.migrate import LOCK, require_newest, upgrade
from grader.errors import ServiceError
from tests.db.upgrades.at_0001 import Rows
from tests.db.upgrades.databases import read, revision_of, tables_of

POSTGRESQL_ONLY = pytest.mark.parametrize("old", ["postgresql"], indirect=True)
ROOT = Path(__file__).parents[3]
END_S = 60
MOMENTS = "INSERT INTO results", "UPDATE alembic_version SET version_num='0004'"
"""Statements in the middle of an upgrade from 0001, and at its end."""


def test_an_upgrade_that_fails_changes_nothing(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(text("CREATE TABLE releases (of_somebody_else INTEGER)"))  # the last migration makes one
    before = read(old)
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(old)
    _is_as_it_was(old, before)
    with old.begin() as connection:
        connection.execute(text("DROP TABLE releases"))
    upgrade(old)
    require_newest(old)


def test_an_upgrade_that_is_killed_changes_nothing(old: Engine) -> None:
    before = read(old)
    for statement in MOMENTS:
        killed = subprocess.run([*_command(old), statement], cwd=ROOT, timeout=END_S, check=False)
        assert killed.returncode == -signal.SIGKILL, statement
        _is_as_it_was(old, before)
    upgrade(old)
    require_newest(old)


@pytest.mark.parametrize("old", ["sqlite"], indirect=True)
def test_an_upgrade_for_which_the_disk_is_too_small_changes_nothing(old: Engine) -> None:
    before = read(old)
    small = make_engine(old.url.render_as_string(hide_password=False))

    @event.listens_for(small, "connect")
    def limit(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")

    with pytest.raises(OperationalError, match="full"):
        upgrade(small)
    small.dispose()
    _is_as_it_was(old, before)


def test_processes_that_upgrade_at_once_take_turns(old: Engine) -> None:
    before = read(old)
    with old.begin() as connection:  # on SQLite this alone makes others wait
        if old.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        processes = [subprocess.Popen(_command(old), cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
    assert [process.communicate(timeout=END_S)[0] for process in processes] == [b"done\n", b"done\n"]
    require_newest(old)
    assert [len(read(old)[table]) for table in before] == [len(rows) for rows in before.values()]


@POSTGRESQL_ONLY
def test_who_reads_and_an_upgrade_do_not_wait_for_each_other(old: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with old.connect() as reader:
            reader.execute(text("SELECT * FROM users LIMIT 1"))
            upgrading = pool.submit(upgrade, old)
            time.sleep(0.5)
            for table in tables_of(reader).values():
                reader.execute(select(table).limit(1))
            assert not upgrading.done()
        upgrading.result(END_S)
    require_newest(old)


@POSTGRESQL_ONLY
def test_an_upgrade_gives_up_where_others_never_end(old: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LOCK_STEPS", 2)
    with old.connect() as reader:
        reader.execute(text("SELECT * FROM users LIMIT 1"))
        with pytest.raises(ServiceError, match=r"in use all the time.*try again"):
            upgrade(old)
    assert revision_of(old) == "0001"


def test_a_database_of_a_newer_version_is_left_alone(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = read(old)
    with pytest.raises(ServiceError, match=r"at 9999, .* a newer version of the grader has been here"):
        upgrade(old)
    assert (read(old), revision_of(old)) == (before, "9999")


def _is_as_it_was(old: Engine, before: Rows) -> None:
    assert revision_of(old) == "0001"
    after = read(old)
    assert after.keys() == before.keys()
    assert [table for table in before if after[table] != before[table]] == []
    with old.connect() as connection:
        assert old.dialect.name != "sqlite" or connection.scalar(text("PRAGMA integrity_check")) == "ok"


def _command(old: Engine) -> list[str]:
    return [sys.executable, "-m", "tests.db.upgrades.upgrading", old.url.render_as_string(hide_password=False)]
