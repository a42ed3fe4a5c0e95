"""Courses, and the assignments in them with their dates and rules."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, utc_now
from grader.domain.gradebook import Counting
from grader.domain.visibility import Shown

if TYPE_CHECKING:
    from grader.db.models.people import Enrolment


class Course(Base):
    """A course; who knows its join code may join it as a student."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    join_code: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    retention_days: Mapped[int | None]
    """Files and logs of attempts may be deleted when they are so old; None: they are kept."""

    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="course")
    line_items: Mapped[list["LineItem"]] = relationship(back_populates="course", order_by="LineItem.position")


class LineItem(Base):
    """An assignment in a course, with its dates and rules: a column of the gradebook."""

    __tablename__ = "line_items"
    __table_args__ = (
        UniqueConstraint("course_id", "assignment"),
        CheckConstraint("late_percent_per_day BETWEEN 0 AND 100", name="late_percent_in_range"),
        CheckConstraint("max_attempts >= 1", name="one_attempt_at_least"),
        CheckConstraint("cool_down_s >= 0", name="cool_down_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    assignment: Mapped[str] = mapped_column(String(64))
    """Slug of the folder in ``assignments/``."""
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    problem: Mapped[str | None]
    """What is wrong with its exam, for staff; while it is set, nothing can be handed in."""
    is_published: Mapped[bool] = mapped_column(default=True)
    """Whether students see it at all."""
    opens_at: Mapped[datetime | None]
    """Nothing can be handed in before it; None: open from the start."""
    due_at: Mapped[datetime | None]
    """What comes after it is late; None: never due."""
    closes_at: Mapped[datetime | None]
    """Late work is taken until then; None: nothing is taken after ``due_at``."""
    late_percent_per_day: Mapped[int] = mapped_column(default=0)
    """Taken off the score of late work for each day that has begun."""
    max_attempts: Mapped[int | None]
    cool_down_s: Mapped[int] = mapped_column(default=0)
    """Between one attempt and the next."""
    counting: Mapped[Counting] = mapped_column(default=Counting.BEST)
    tests_shown: Mapped[Shown] = mapped_column(default=Shown.FULL)
    are_scores_shown: Mapped[bool] = mapped_column(default=True)

    course: Mapped[Course] = relationship(back_populates="line_items")


class Extension(Base):
    """What one student is granted in one line item."""

    __tablename__ = "extensions"
    __table_args__ = (
        UniqueConstraint("line_item_id", "student_id"),
        CheckConstraint("extra_attempts >= 0", name="extra_attempts_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    due_at: Mapped[datetime | None]
    """In place of the line item's; None: as for everybody."""
    extra_attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=utc_now)
