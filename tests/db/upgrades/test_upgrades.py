"""A database full of data comes through every upgrade whole, and is then what a new one would be."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Base, JobState, LineItem, Result, Run, Submission, User
from grader.services import results
from tests.db.upgrades.at_0001 import NOBODYS, Row
from tests.db.upgrades.conftest import WAYS, Upgraded
from tests.db.upgrades.databases import FILLED
from tests.db.upgrades.schema import constraints
from tests.servers.postgres import Postgres

DROPPED = {("run_tests", "misconception")}
"""Columns that a migration took away; they were never filled."""


def test_nothing_is_lost(upgraded: Upgraded) -> None:
    for table, before in upgraded.before.items():
        names = before[0].keys() & upgraded.after[table][0].keys()
        assert {(table, name) for name in before[0].keys() - names} <= DROPPED
        after = {_key(row): row for row in upgraded.after[table]}
        assert len(before) == len(upgraded.after[table]) == len(after) > 0, table
        pairs = [(row, after.get(_key(row), {})) for row in before]
        assert [pair for pair in pairs if any(pair[0][name] != pair[1].get(name, "lost") for name in names)][
            :2
        ] == [], table


def test_nothing_is_made_up(upgraded: Upgraded) -> None:
    filled = {table for table in upgraded.after.keys() - upgraded.before.keys() if upgraded.after[table]}
    assert filled == ({"results"} if upgraded.revision < "0003" else set())


def test_files_are_still_those_of_their_digests(upgraded: Upgraded) -> None:
    with make_sessions(upgraded.engine)() as session:
        files = session.execute(
            select(Submission.content, Submission.digest).where(Submission.erased_at.is_(None))
        ).all()
    assert len(files) > 2000
    assert [digest for content, digest in files if sha256(content).hexdigest() != digest] == []


def test_results_are_what_the_grade_events_come_to(upgraded_copy: Engine) -> None:
    with make_sessions(upgraded_copy).begin() as session:
        migrated = _cells(session)
        for line_item_id in session.scalars(select(LineItem.id)).all():
            results.refresh(session, line_item_id)
        folded = _cells(session)
    assert len(migrated) > 300
    assert [pair for pair in zip(migrated, folded, strict=True) if pair[0] != pair[1]][:2] == []


def test_what_waits_takes_turns_by_owner_and_by_line_item(upgraded: Upgraded) -> None:
    with make_sessions(upgraded.engine)() as session:
        asked = Run.owner, Run.turn, Run.family, Submission.line_item_id
        waiting = select(*asked).join(Run.submission).where(Run.state == JobState.OPEN).order_by(Run.id)
        found = session.execute(waiting).all()
    assert len(found) > 20
    assert [row for row in found if row.family != str(row.line_item_id)] == []
    turns = Counter[str]()
    for row in found:
        turns[row.owner] += 1
        assert row.turn == turns[row.owner]


def test_who_set_up_the_installation_operates_it(upgraded: Upgraded) -> None:
    with make_sessions(upgraded.engine)() as session:
        assert session.scalars(select(User.email).where(User.is_operator)).all() == ["instructor@localhost"]


def test_the_schema_is_the_one_of_the_models(upgraded: Upgraded, postgres: Postgres, tmp_path: Path) -> None:
    with upgraded.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    is_sqlite = upgraded.engine.dialect.name == "sqlite"
    fresh = make_engine(f"sqlite:///{tmp_path / 'fresh.db'}" if is_sqlite else postgres.create())
    Base.metadata.create_all(fresh)
    assert constraints(upgraded.engine) == constraints(fresh)
    fresh.dispose()


@pytest.mark.parametrize("upgraded", [way for way in WAYS if max(FILLED) in way], indirect=True, ids="-".join)
def test_what_the_version_before_writes_is_taken(upgraded: Upgraded) -> None:
    """Its web and its workers go on until they are replaced; they know nothing of new columns."""
    found = inspect(upgraded.engine)
    columns = [(table, each) for table in upgraded.before for each in found.get_columns(table)]
    new = [(table, each) for table, each in columns if each["name"] not in upgraded.before[table][0]]
    assert [(table, each["name"]) for table, each in new if not each["nullable"] and each["default"] is None] == []


def test_references_hold(upgraded: Upgraded) -> None:
    with upgraded.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        else:
            unproved = text("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            assert connection.execute(unproved).all() == []


def test_new_rows_are_numbered_after_the_old_ones(upgraded_copy: Engine) -> None:
    with make_sessions(upgraded_copy).begin() as session:
        person = User(name="Nele", email="nele@example.org")
        session.add(person)
        session.flush()
        assert person.id > NOBODYS


def _key(row: Row) -> tuple[object, ...]:
    return (row["id"],) if "id" in row else (row["line_item_id"], row["student_id"])


def _cells(session: Session) -> list[Row]:
    cells = session.execute(select(Result.__table__).order_by(Result.line_item_id, Result.student_id)).mappings()
    return [dict(cell) for cell in cells]
