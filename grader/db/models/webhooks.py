"""What is told to other systems: endpoints of a course, the outbox of messages to them, and the log of deliveries."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlsplit

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from grader.db.models.base import Base, Job, JobState, utc_now
from grader.db.models.courses import Course


class Endpoint(Base):
    """An address that wants to hear of what happens in a course."""

    __tablename__ = "webhook_endpoints"

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[str]] = mapped_column(JSON)
    """Types of messages that it wants."""
    secret: Mapped[str] = mapped_column(String(120))
    """Signs each message: ``whsec_…``."""
    old_secret: Mapped[str | None] = mapped_column(String(120))
    """Signs as well until ``old_secret_until``, so that the receiver can change over."""
    old_secret_until: Mapped[datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False)
    """Somebody has paused it: messages wait, in their order."""
    problem: Mapped[str | None]
    """Why nothing is sent any more until somebody resumes it; None: there is no reason."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    course: Mapped[Course] = relationship()

    @property
    def host(self) -> str:
        """Where it is; what follows in the address can be a secret."""
        return urlsplit(self.url).hostname or ""


class Message(Job, Base):
    """A message to one endpoint, written in the transaction that did what it tells of; sent in the order of ids."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        Index("ix_webhook_messages_queue", "state", "due"),
        Index("ix_webhook_messages_of_endpoint", "endpoint_id", "state", "id"),
    )
    FARTHEST: ClassVar[timedelta] = timedelta(hours=25)
    """The longest pause between two deliveries is shorter."""

    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id"))
    webhook_id: Mapped[str] = mapped_column(String(64), unique=True)
    """The same in every delivery: the receiver knows by it what it has had."""
    student_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Whom it is about."""
    type: Mapped[str] = mapped_column(String(40))
    body: Mapped[str]
    """The very text that is signed and sent."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    deliveries_failed: Mapped[int] = mapped_column(default=0)
    """In a row, since it was queued or somebody resumed the endpoint."""

    endpoint: Mapped[Endpoint] = relationship()

    @classmethod
    def is_held_up(cls) -> ColumnElement[bool]:
        """Return the condition that an earlier message goes first, or the endpoint takes none."""
        earlier = aliased(cls)
        goes_first = (earlier.endpoint_id == cls.endpoint_id) & (earlier.state == JobState.OPEN) & (earlier.id < cls.id)
        stopped = select(Endpoint.id).where(or_(Endpoint.is_paused, Endpoint.problem.is_not(None)))
        return or_(exists().where(goes_first), cls.endpoint_id.in_(stopped))


class Delivery(Base):
    """One try to deliver a message; appended, never updated."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("webhook_messages.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    duration_s: Mapped[float]
    request_headers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[int | None]
    """Of the answer; None: there was none."""
    answer: Mapped[str] = mapped_column(default="")
    """Its beginning."""
    error: Mapped[str] = mapped_column(default="")
    """Why it does not count as delivered, in words."""

    message: Mapped[Message] = relationship()


class PostedGrade(Base):
    """What the world outside was told last of a student's cell in the gradebook."""

    __tablename__ = "posted_grades"

    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    score: Mapped[Decimal | None]
    """None: that there is none any more."""
    at: Mapped[datetime] = mapped_column(default=utc_now)
