"""The clock that decides about leases: one for all processes, however many machines they run on."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.db.models import utc_now


def now(session: Session) -> datetime:
    """Return the time, aware: the database server's, where there is a server."""
    if session.get_bind().dialect.name == "postgresql":
        at: datetime = session.scalars(select(func.clock_timestamp())).one()
        return at.astimezone(UTC)
    return utc_now()
