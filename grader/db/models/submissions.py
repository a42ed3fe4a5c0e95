"""What was handed in, the runs of it, and what they found."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, Job, utc_now
from grader.db.models.courses import LineItem
from grader.db.models.people import User
from grader.domain.scoring import Outcome


class Submission(Base):
    """A student's numbered attempt; immutable."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("line_item_id", "student_id", "attempt"),
        CheckConstraint("attempt >= 1", name="attempt_counts_from_one"),
        Index("ix_submissions_by_time", "line_item_id", "received_at", "erased_at", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    attempt: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The bytes of ``solution.py``."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content, in hex."""
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    erased_at: Mapped[datetime | None]
    """Since then the content and all that was said of it are gone; the score stays."""

    line_item: Mapped[LineItem] = relationship()
    student: Mapped[User] = relationship()
    runs: Mapped[list["Run"]] = relationship(back_populates="submission", order_by="Run.id")

    @property
    def label(self) -> str:
        """What staff call it: ``Loss functions, attempt 2``; needs the line item."""
        return f"{self.line_item.title}, attempt {self.attempt}"

    @property
    def shown_run(self) -> "Run":
        """The newest run that is no regrade's trial."""
        return [run for run in self.runs if not run.is_trial][-1]


class Run(Job, Base):
    """One execution of the exam against a submission; a regrade adds a run, never an attempt."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_queue", "state", "due"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="finished_when_not_open"),
        CheckConstraint("score IS NULL OR state = 'done'", name="score_when_done"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
    )
    AT_BEGIN: ClassVar[dict[str, object]] = {"progress_done": 0, "progress_total": 0, "progress_title": ""}

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrades.id"), index=True)
    is_trial: Mapped[bool] = mapped_column(default=False)
    """It belongs to a regrade that is not applied: no student sees it, and no grade comes of it."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    progress_done: Mapped[int] = mapped_column(default=0)
    """So many tests of ``progress_total`` have ended in the try that is under way."""
    progress_total: Mapped[int] = mapped_column(default=0)
    progress_title: Mapped[str] = mapped_column(String(500), default="")
    """Of the test that is running."""
    seed: Mapped[int | None] = mapped_column(BigInteger)
    score: Mapped[Decimal | None]
    """None, never 0, when the fault is not the student's."""
    log: Mapped[str] = mapped_column(default="", deferred=True)
    """What the student's code printed, up to a limit."""

    submission: Mapped[Submission] = relationship(back_populates="runs")
    tests: Mapped[list["RunTest"]] = relationship(order_by="RunTest.position")
    mistakes: Mapped[list["RunMistake"]] = relationship(order_by="RunMistake.position")


class RunTest(Base):
    """The result of one hidden test in one run."""

    __tablename__ = "run_tests"
    __table_args__ = (
        UniqueConstraint("run_id", "position"),
        CheckConstraint("points >= 0 AND points <= max_points", name="points_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(String(500))
    criterion: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome]
    points: Mapped[Decimal]
    max_points: Mapped[Decimal]
    message: Mapped[str]
    misconceptions: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Slugs of the known mistakes that explain the failure, the likeliest first."""
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, deferred=True)
    """Pictures, as :class:`grader.exam.figures.Figure` writes them."""
    duration_s: Mapped[float]


class RunMistake(Base):
    """A known mistake that a run has found, with what the student was told of it."""

    __tablename__ = "run_mistakes"
    __table_args__ = (UniqueConstraint("run_id", "position"), UniqueConstraint("run_id", "misconception"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    position: Mapped[int]
    """The one that explains most tests comes first."""
    misconception: Mapped[str] = mapped_column(String(64), index=True)
    """Slug of the file in ``assignments/<slug>/misconceptions/``."""
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str]
    """Markdown."""
    converges: Mapped[bool | None]
    """Whether training converges all the same; None where nothing is trained."""


class Comment(Base):
    """What staff say about a submission, or about one line of it; the student reads it."""

    __tablename__ = "comments"
    __table_args__ = (CheckConstraint("line >= 1", name="line_counts_from_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    line: Mapped[int | None]
    """None: about the whole."""
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    author: Mapped[User] = relationship()
