"""A process that upgrades, perhaps not to the end: ``python -m tests.db.upgrades.upgrading URL [STATEMENT]``."""

import os
import signal
import sys
from typing import Any

from sqlalchemy import event

from grader.db.engine import make_engine
from grader.db.migrate import upgrade


def main(url: str, last: str = "") -> None:
    """Upgrade the database at *url*; the process is killed before a statement that begins with *last*."""
    engine = make_engine(url)

    @event.listens_for(engine, "before_cursor_execute")
    def die(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if last and statement.strip().startswith(last):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    upgrade(engine)
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
