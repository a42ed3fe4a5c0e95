"""What is worked out about a whole class, and what is kept of who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, Job, utc_now
from grader.db.models.people import User
from grader.db.models.submissions import Submission


class ClassReport(Job, Base):
    """Figures of one line item over all its students; worked out anew after something changed."""

    __tablename__ = "class_reports"
    __table_args__ = (Index("ix_class_reports_queue", "state", "due"),)

    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"), unique=True)
    is_stale: Mapped[bool] = mapped_column(default=False)
    """Something changed while it was being worked out."""
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    computed_at: Mapped[datetime | None]


class SimilarityReport(Job, Base):
    """A comparison of the newest submissions of one line item, asked for by staff."""

    __tablename__ = "similarity_reports"
    __table_args__ = (Index("ix_similarity_reports_queue", "state", "due"),)

    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    compared: Mapped[int] = mapped_column(default=0)
    """Number of submissions."""

    pairs: Mapped[list["SimilarPair"]] = relationship(order_by="SimilarPair.position")


class SimilarPair(Base):
    """Two submissions that share more than the starter."""

    __tablename__ = "similar_pairs"
    __table_args__ = (UniqueConstraint("report_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("similarity_reports.id"))
    position: Mapped[int]
    """The most alike come first."""
    left_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    right_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    left_share: Mapped[float]
    """Of the left submission's own code, found in the right one: 0 to 1."""
    right_share: Mapped[float]
    passages: Mapped[list[list[int]]] = mapped_column(JSON, default=list)
    """Alike lines: first and last on the left, first and last on the right; lines count from 1."""

    left: Mapped[Submission] = relationship(foreign_keys=left_id)
    right: Mapped[Submission] = relationship(foreign_keys=right_id)


class AuditEvent(Base):
    """Who saw or did what with others' work; appended, never updated."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_course_id_id", "course_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose record it is; None: nobody's, or everybody's."""
    action: Mapped[str] = mapped_column(String(40))
    """Such as ``viewed_submission``; see :class:`grader.services.audit.Action`."""
    target: Mapped[str] = mapped_column(String(200))
    """What it was done to, in words that stay true when that is gone: ``Loss functions, attempt 2``."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Before, after and reason, as far as there are any; never code."""

    actor: Mapped[User] = relationship(foreign_keys=actor_id)
    student: Mapped[User | None] = relationship(foreign_keys=student_id)
