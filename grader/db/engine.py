"""How the database is reached: one engine for each process, one session for each transaction."""

import fcntl
import os
import threading
from contextlib import ExitStack, suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, SessionTransactionOrigin, sessionmaker

BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
STANDSTILL_S = 30
"""PostgreSQL ends a transaction whose process does nothing for so long: it may hold what others wait for."""
CONNECTIONS = 20
"""Kept open by each process at most; half as many more may be borrowed for a moment."""


def make_engine(url: str) -> Engine:
    """Return an engine for an SQLite or PostgreSQL *url*.

    On SQLite every transaction is begun with BEGIN IMMEDIATE: it waits for its turn to write, so that what it reads
    first is still true when it writes. An engine with ``execution_options(begin="DEFERRED")`` only reads.
    """
    if make_url(url).get_backend_name() != "sqlite":
        reach = {"connect_timeout": CONNECT_TIMEOUT_S}
        engine = create_engine(url, pool_size=CONNECTIONS, pool_pre_ping=True, hide_parameters=True, connect_args=reach)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    engine = create_engine(url, pool_size=CONNECTIONS, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_sqlite)
    turns = _Turns(engine.url.database)
    event.listen(engine, "connect", turns.write_ahead)
    event.listen(engine, "begin", turns.begin)
    for end in ("checkin", "close_detached", "invalidate"):
        event.listen(engine, end, turns.end)
    return engine


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Return the factory of sessions; what they load stays readable after they end.

    ``with sessions.begin() as session:`` is for writing and commits at its end; ``with sessions() as session:`` is for
    reading, and never waits for those who write.
    """
    reader = engine.execution_options(begin="DEFERRED")
    return sessionmaker(engine, class_=_RoutedSession, reader=reader, expire_on_commit=False)


class _RoutedSession(Session):
    """Sends transactions that were begun on purpose to the engine that writes, and all others to *reader*."""

    def __init__(self, *, reader: Engine, **options: Any) -> None:
        super().__init__(**options)
        self._reader = reader

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        """Return the engine that begins the right kind of transaction."""
        transaction = self.get_transaction()
        writes = transaction is not None and transaction.origin is SessionTransactionOrigin.BEGIN
        return super().get_bind(*args, **options) if writes else self._reader


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = '{STANDSTILL_S}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, too late and only before writes
    connection.execute("PRAGMA synchronous = FULL")  # what was told "received" survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only let go


class _Turns:
    """Lets threads and processes write one after the other.

    SQLite would let them ask again and again, with pauses in which nobody writes, and some come too late each time.
    """

    def __init__(self, database: str | None) -> None:
        self._turn = threading.Lock()
        self._path = f"{database}-turn" if database else ""  # in memory, a database has one process
        self._of_process = ExitStack()
        self._has_it: object = None

    def write_ahead(self, connection: Any, _record: object) -> None:
        """Make the journal of a new database a write-ahead log. Who does so does it alone: SQLite would not wait."""
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            with _turn_of_process(self._path):
                connection.execute("PRAGMA journal_mode = WAL")

    def begin(self, connection: Connection) -> None:
        """Begin a transaction; one that writes, when it is its turn."""
        kind = connection.get_execution_options().get("begin", "IMMEDIATE")
        if kind == "IMMEDIATE" and self._turn.acquire(timeout=BUSY_TIMEOUT_S):
            self._has_it = connection.connection.dbapi_connection
            self._of_process = _turn_of_process(self._path)
        connection.exec_driver_sql(f"BEGIN {kind}")

    def end(self, connection: object, *_: object) -> None:
        """Let the next one write, now that a connection is given back: its transaction has ended, however it did."""
        if connection is not None and connection is self._has_it:
            self._has_it = None
            self._of_process.close()
            self._turn.release()


def _turn_of_process(path: str) -> ExitStack:
    """Wait for the turn among processes; closing what is returned ends it. Where no file can be, there is none."""
    turn = ExitStack()
    with suppress(OSError):
        file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        turn.callback(os.close, file)
        fcntl.flock(file, fcntl.LOCK_EX)
    return turn
