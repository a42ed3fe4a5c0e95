"""Grades: the events that made them, what they come to, and regrades."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, RegradeState, utc_now
from grader.db.models.courses import LineItem
from grader.db.models.people import User
from grader.db.models.submissions import Run
from grader.domain.gradebook import EventKind


class GradeEvent(Base):
    """Something that changed a student's grade; appended, never updated."""

    __tablename__ = "grade_events"
    __table_args__ = (
        Index("ix_grade_events_cell", "line_item_id", "student_id"),
        Index(
            "uq_grade_events_graded_run",
            "run_id",
            unique=True,
            sqlite_where=text("kind = 'graded'"),
            postgresql_where=text("kind = 'graded'"),
        ),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
        CheckConstraint("(kind IN ('graded', 'restored')) = (run_id IS NOT NULL)", name="run_when_of_a_run"),
        CheckConstraint("(kind = 'lifted') = (score IS NULL)", name="score_when_not_lifted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[EventKind] = mapped_column(default=EventKind.GRADED)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    """A run is graded once: the schema says so."""
    attempt: Mapped[int | None]
    """Of the run; None: the event is about all attempts together."""
    score: Mapped[Decimal | None]
    """Before anything is taken off for late work."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who did it by hand."""
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=utc_now)

    actor: Mapped[User | None] = relationship(foreign_keys=actor_id)


class Result(Base):
    """A student's cell of the gradebook: the grade events and rules, folded; written anew when one of them changes."""

    __tablename__ = "results"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),)

    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"), primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    attempts: Mapped[int]
    latest_submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"))
    score: Mapped[Decimal | None]
    """What counts, after late work and overrides; None: nothing has been graded yet."""
    earned: Mapped[Decimal | None]
    """By the counting attempt, before anything is taken off."""
    late_percent: Mapped[int] = mapped_column(default=0)
    """Taken off the counting attempt."""
    is_overridden: Mapped[bool] = mapped_column(default=False)
    counting_attempt: Mapped[int | None]
    counting_run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))

    line_item: Mapped[LineItem] = relationship()
    student: Mapped[User] = relationship()
    counting_run: Mapped[Run | None] = relationship()


class Regrade(Base):
    """Submissions graded anew: first on trial, then applied or not, and undone if need be."""

    __tablename__ = "regrades"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    state: Mapped[RegradeState] = mapped_column(default=RegradeState.TRIAL)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    line_item: Mapped[LineItem] = relationship()
    actor: Mapped[User] = relationship()
