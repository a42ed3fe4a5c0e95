"""The processes that work, and the release that they must be of."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from grader.db.models.base import Base, utc_now


class Worker(Base):
    """A process that works on the queue; it writes its row anew every few seconds."""

    __tablename__ = "workers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    """Its machine and process: ``host:pid``."""
    host: Mapped[str] = mapped_column(String(100))
    release: Mapped[str] = mapped_column(String(64))
    """Digest of its code and its assignments."""
    slots: Mapped[int]
    """So many rows at a time."""
    running: Mapped[int] = mapped_column(default=0)
    spare: Mapped[int] = mapped_column(default=0)
    """Number of containers that wait for submissions."""
    obstacle: Mapped[str] = mapped_column(default="")
    """Why it takes no runs; empty: it does."""
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)


class Release(Base):
    """Code and assignments that were set up; the newest are in force, and workers of others take nothing."""

    __tablename__ = "releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    noted_at: Mapped[datetime] = mapped_column(default=utc_now)
