"""PostgreSQL, from the programs of the Debian package."""

import os
import pwd
import shutil
import signal
import subprocess
import uuid
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.servers.process import Server

UNSAFE_BUT_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
"""For what is thrown away. A server that is killed keeps its promises without them."""


class Postgres(Server):
    """A server that listens on a socket in *folder*, its data in *data* (default: there as well)."""

    STOP = signal.SIGINT
    """Asked by SIGTERM, it waits for its clients to leave."""

    def __init__(self, folder: Path, data: Path | None = None, *, is_durable: bool = True) -> None:
        super().__init__(folder, "postgres")
        self._data = data or folder / "data"
        self._options = [] if is_durable else UNSAFE_BUT_FAST

    def make(self) -> None:
        """Lay out its data; once."""
        account = self.account()
        for folder in {self.folder, self._data.parent}:
            if account:
                os.chown(folder, account["user"], account["group"])
        initdb = [_program("initdb"), "-D", str(self._data), "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=self.folder, **account)

    def command(self) -> list[str]:
        """Return what is started."""
        places = ["-D", str(self._data), "-k", str(self.folder), "-c", "listen_addresses="]
        return [_program("postgres"), *places, "-c", "max_connections=200", *self._options]

    def account(self) -> dict[str, Any]:
        """Return an ordinary user, if we are root: PostgreSQL refuses to be."""
        if os.geteuid() != 0:
            return {}
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = names.get("postgres") or names["nobody"]
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def answers(self) -> bool:
        """Say whether it serves."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

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


def _program(name: str) -> str:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    assert found, "These tests need PostgreSQL's server programs: apt-get install postgresql"
    return found
