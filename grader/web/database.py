"""One request, one database session: read with it, or end it and write in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g
from sqlalchemy.orm import Session, sessionmaker


def init_database(app: Flask, sessions: sessionmaker[Session]) -> None:
    """Let *app* reach the database through *sessions*."""
    app.extensions["sessions"] = sessions
    app.teardown_appcontext(_close)


def reading() -> Session:
    """Return the session of this request, for SELECTs; it ends with the request."""
    if "session" not in g:
        g.session = current_app.extensions["sessions"]()
    session: Session = g.session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """Open a transaction: committed when the block ends, undone when it raises.

    What was read before in this request is let go, so that no one waits for two connections at once.
    """
    _close()
    with current_app.extensions["sessions"].begin() as session:
        yield session


def _close(_error: BaseException | None = None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
