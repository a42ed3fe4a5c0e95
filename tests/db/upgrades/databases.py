"""Databases as they were: filled through the tables that are there, never through today's models."""

import shutil
import uuid
from pathlib import Path

from psycopg import sql
from sqlalchemy import Connection, Engine, MetaData, Table, func, make_url, select, text

from grader.db.engine import make_engine
from grader.db.migrate import upgrade
from tests.db.upgrades import at_0001, at_0002, at_0003
from tests.db.upgrades.at_0001 import Rows
from tests.servers.postgres import Postgres

FILLED = {"0001": at_0001.rows, "0002": at_0002.rows, "0003": at_0003.rows}
"""What a database held, by revision."""


def make_old(url: str, revision: str) -> None:
    """Make the tables of *revision* in the empty database at *url*, and fill them."""
    engine = make_engine(url)
    upgrade(engine, revision)
    with engine.begin() as connection:
        write(connection, FILLED[revision]())
    engine.dispose()


def write(connection: Connection, rows: Rows) -> None:
    """Write *rows*, and let new ones be numbered after them."""
    tables = tables_of(connection)
    assert rows.keys() == tables.keys(), "each table is filled"
    for name, table in tables.items():
        connection.execute(table.insert(), rows[name])
        if connection.dialect.name == "postgresql" and "id" in table.columns:
            highest = select(func.max(table.columns["id"])).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), highest)))


def read(engine: Engine) -> Rows:
    """Return all rows of all tables."""
    with engine.connect() as connection:
        tables = tables_of(connection)
        return {
            name: [dict(row) for row in connection.execute(select(table)).mappings()] for name, table in tables.items()
        }


def tables_of(connection: Connection) -> dict[str, Table]:
    """Return the tables that are there, without Alembic's own, in an order in which they can be filled."""
    reflected = MetaData()
    reflected.reflect(connection)
    return {table.name: table for table in reflected.sorted_tables if table.name != "alembic_version"}


def revision_of(engine: Engine) -> str:
    """Return the revision that a database is at."""
    with engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def copied(url: str, folder: Path, server: Postgres) -> str:
    """Return the URL of a copy of a database to which nobody is connected."""
    if url.startswith("sqlite"):
        return f"sqlite:///{shutil.copy(make_url(url).database or '', folder / 'copy.db')}"
    name = uuid.uuid4().hex
    names = sql.Identifier(name), sql.Identifier(make_url(url).database or "")
    with server.connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return server.url(name)
