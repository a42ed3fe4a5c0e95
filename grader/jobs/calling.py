"""Calls whoever feeds the queue as soon as new work is in the database."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Job


def when_work_comes(sessions: sessionmaker[Session], call: Callable[[], object]) -> None:
    """Have *call* called after each commit of *sessions* that inserted rows of work."""

    def call_if_new(session: Session) -> None:
        if session.info.pop("new_work", False):
            call()

    event.listen(sessions, "after_flush", _note)
    event.listen(sessions, "after_commit", call_if_new)


def _note(session: Session, _context: object) -> None:
    if any(isinstance(new, Job) for new in session.new):
        session.info["new_work"] = True
