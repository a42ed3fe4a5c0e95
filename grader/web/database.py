"""One request, one database session: read with it, or end it and write in a transaction of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker, with_loader_criteria

from grader.db.models import Enrolment
from grader.errors import NotAllowed


def init_database(app: Flask, sessions: sessionmaker[Session]) -> None:
    """Let *app* reach the database through *sessions*."""
    app.extensions["sessions"] = sessions
    app.teardown_appcontext(_close)


def reading() -> Session:
    """Return the session of this request, for SELECTs; it ends with the request."""
    if "session" not in g:
        g.session = current_app.extensions["sessions"]()
        if "only_course" in g:
            event.listen(g.session, "do_orm_execute", _leave_out_other_courses)
    session: Session = g.session
    return session


@contextmanager
def writing() -> Iterator[Session]:
    """Open a transaction: committed when the block ends, undone when it raises.

    What was read before in this request is let go, so that no one waits for two connections at once.

    Raises:
        NotAllowed: the request has been narrowed to reading one course.

    """
    if "only_course" in g:
        raise NotAllowed("Nothing can be changed here.")
    _close()
    with current_app.extensions["sessions"].begin() as session:
        yield session


def let_go() -> None:
    """Let go what was read: no connection is held while something outside is waited for."""
    _close()


def narrow(course_id: int) -> None:
    """From now on this request finds nobody in any other course, and writes nothing.

    Who may see what hangs on enrolments alone, so all that belongs to other courses is not found either.
    """
    _close()
    g.only_course = course_id


def _leave_out_other_courses(state: ORMExecuteState) -> None:
    if state.is_select:
        in_course = with_loader_criteria(Enrolment, Enrolment.course_id == g.only_course, include_aliases=True)
        state.statement = state.statement.options(in_course)


def _close(_error: BaseException | None = None) -> None:
    session: Session | None = g.pop("session", None)
    if session is not None:
        session.close()
