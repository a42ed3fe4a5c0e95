"""Brings a database to the schema of this version of the code."""

import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from grader.errors import ServiceError

MIGRATIONS = Path(__file__).with_name("migrations")
ADVICE = "Run: grader migrate. If a newer version of the grader has been here, install that one."
LOCK = 0x67726164
"""Key of PostgreSQL's advisory lock, so that processes that start together take turns."""
LOCK_STEP_MS = 300
"""Shorter than PostgreSQL takes to notice that two wait for each other: one second."""
LOCK_STEPS = 50


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply the migrations that are missing, all or none of them.

    Raises:
        ServiceError: a migration left rows behind that refer to nothing, the database is a newer version's, or its
            tables are in use all the time.

    """
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _let_tables_be_rebuilt(connection)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            _refuse_newer(connection)
            if connection.dialect.name == "postgresql":
                _hold_tables(connection)
            command.upgrade(config(connection), revision)
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise ServiceError("A migration would break references between tables; nothing was changed.")


def require_newest(engine: Engine) -> None:
    """Make sure that the schema is the one of this version.

    Raises:
        ServiceError: it is another.

    """
    with engine.connect() as connection:
        require_newest_at(connection)


def require_newest_at(connection: Connection) -> None:
    """Make sure that the schema of the database that *connection* reaches is the one of this version.

    Raises:
        ServiceError: it is another.

    """
    is_at, needed = revisions(connection)
    if is_at != needed:
        raise ServiceError(f"The database is at {is_at or 'nothing'}, and this version needs {needed}. {ADVICE}")


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """Return the revision that a database is at, and the one that this version needs."""
    there = MigrationContext.configure(connection).get_current_revision()
    return there, ScriptDirectory.from_config(config()).get_current_head()


def _refuse_newer(connection: Connection) -> None:
    there, newest = revisions(connection)
    if there and there not in {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}:
        raise ServiceError(
            f"The database is at {there}, and this version knows none after {newest}: a newer version of the grader "
            "has been here. Install that one. Nothing was changed."
        )


def _hold_tables(connection: Connection) -> None:
    """Wait until nobody uses any table, in short steps: whoever waits for one meanwhile goes on after each of them.

    Migrations would else take table after table, and somebody who reads two of them in another order would wait for
    the migration, which waits for them.
    """
    there, newest = revisions(connection)
    names = map(connection.dialect.identifier_preparer.quote, inspect(connection).get_table_names())
    if there in {None, newest}:
        return
    everything = text(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
    connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_STEP_MS}"))
    for _ in range(LOCK_STEPS):
        try:
            with connection.begin_nested():
                connection.execute(everything)
        except OperationalError:  # it is not free yet, or somebody waits for us
            time.sleep(LOCK_STEP_MS / 1000)
        else:
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            return
    raise ServiceError(
        "The database's tables are in use all the time, perhaps by a backup. Nothing was changed; try again after it."
    )


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; its environment works within the transaction of *connection*."""
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """Turn foreign keys off: SQLite changes a table by replacing it, which would delete what refers to it."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()
    connection.detach()  # it is closed after its use here, and serves nobody else
