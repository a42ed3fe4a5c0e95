"""What other systems hand in for students: who may, and what they sent."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, Job, utc_now
from grader.db.models.courses import Course
from grader.db.models.lti import Platform
from grader.db.models.submissions import Submission


class Source(Base):
    """A system that may hand in for the students of a course, by signed webhooks."""

    __tablename__ = "inbound_sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(255))
    """Whose people it speaks of: ``platform`` in what it sends, and the issuer of identities."""
    secret: Mapped[str] = mapped_column(String(120))
    """What it signs with: ``whsec_…``."""
    old_secret: Mapped[str | None] = mapped_column(String(120))
    """Good as well until ``old_secret_until``."""
    old_secret_until: Mapped[datetime | None]
    hosts: Mapped[list[str]] = mapped_column(JSON)
    """Where files may be fetched."""
    bearer: Mapped[str | None] = mapped_column(String(500))
    """Shown where files are fetched."""
    is_paused: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    course: Mapped[Course] = relationship()


class Notice(Job, Base):
    """What a source or a platform sent about one submission; its file is fetched and handed in once."""

    __tablename__ = "inbound_notices"
    __table_args__ = (
        UniqueConstraint("source_id", "webhook_id"),
        UniqueConstraint("source_id", "submission_key"),
        UniqueConstraint("platform_id", "webhook_id"),
        UniqueConstraint("platform_id", "submission_key"),
        Index("ix_inbound_notices_queue", "state", "due"),
    )
    FARTHEST: ClassVar[timedelta] = timedelta(hours=9)
    """The longest pause between two tries is shorter."""

    source_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_sources.id"))
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("lti_platforms.id"))
    """Of an Asset Processor notice, which has no source."""
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    """By which its sender can ask what became of it."""
    webhook_id: Mapped[str] = mapped_column(String(255))
    submission_key: Mapped[str] = mapped_column(String(64))
    """Digest of the sender's own id of the submission, with that of its platform."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was sent, in the one form that all adapters make of it; empty: its student has been erased."""
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When the student handed in, however long it takes to fetch the file."""
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    """What it was handed in as."""

    source: Mapped[Source | None] = relationship()
    platform: Mapped[Platform | None] = relationship()
    submission: Mapped[Submission | None] = relationship()
