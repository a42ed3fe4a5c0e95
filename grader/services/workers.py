"""What the processes that work write of themselves, and which release is in force."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from grader.db.models import Release, Worker
from grader.db.queries import workers

FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Presence:
    """How a worker is just now; see :class:`grader.db.models.Worker`."""

    name: str
    host: str
    release: str
    slots: int
    running: int
    spare: int
    obstacle: str


def note(session: Session, presence: Presence, now: datetime) -> None:
    """Write down how a worker is."""
    values = asdict(presence) | {"seen_at": now}
    known = update(Worker).where(Worker.name == presence.name).values(values).returning(Worker.id)
    if session.scalar(known) is None:
        session.add(Worker(**values, started_at=now))
        session.execute(delete(Worker).where(Worker.seen_at < now - FORGOTTEN_AFTER))


def leave(session: Session, name: str) -> None:
    """Forget a worker that has ended."""
    session.execute(delete(Worker).where(Worker.name == name))


def forget_all(session: Session) -> None:
    """Forget every worker; for a process that knows that all are dead."""
    session.execute(delete(Worker))


def put_in_force(session: Session, digest: str, now: datetime) -> None:
    """Let only workers of this release take work from now on."""
    newest = workers.release_in_force(session)
    if newest is None or newest.digest != digest:
        session.add(Release(digest=digest, noted_at=now))
