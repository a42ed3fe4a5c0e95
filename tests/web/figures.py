"""The worker's part in the figures of a class, for tests of pages."""

import threading
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import ClassReport, utc_now
from grader.jobs import leases
from grader.jobs.figures import Counting


def work_out(sessions: sessionmaker[Session]) -> None:
    """Work out every class report that is wanted, as the worker does in a few seconds."""
    later = utc_now() + timedelta(minutes=1)
    with sessions.begin() as session:
        taken = leases.take(session, ClassReport, window=100, until=later + timedelta(minutes=1), now=later)
    for lease in taken:
        assert Counting(sessions)(lease, threading.Event()) is None


def report_of(sessions: sessionmaker[Session], line_item_id: int) -> ClassReport:
    """Return the class report of a line item."""
    with sessions() as session:
        return session.scalars(select(ClassReport).where(ClassReport.line_item_id == line_item_id)).one()
