"""The tables. What must always hold is a constraint here, not a habit elsewhere."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from grader.db.types import Points, UtcDateTime
from grader.domain.scoring import Outcome


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)


class Role(StrEnum):
    """What a person is in a course."""

    STUDENT = "student"
    INSTRUCTOR = "instructor"


class JobState(StrEnum):
    """Where a row of work stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


def _words(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores the words of *kind*, and refuses others."""
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own attribute
        datetime: UtcDateTime(),
        Decimal: Points(),
        Role: _words(Role),
        Outcome: _words(Outcome),
        JobState: _words(JobState),
    }


class Job:
    """A mixin for tables whose rows are work: to queue is to insert a row.

    ``due`` is the only clock. A row is up when ``due`` has passed; lease, heartbeat and retry push it forward, and
    after a dead worker or a lost message it just passes. Only the newest lease, by its ``token``, may write.
    """

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    state: Mapped[JobState] = mapped_column(default=JobState.OPEN)
    priority: Mapped[int] = mapped_column(default=5)
    """0 comes first."""
    owner: Mapped[str] = mapped_column(String(64), default="")
    """Whose turn it is: rows of one owner wait for each other, not for everybody."""
    due: Mapped[datetime] = mapped_column(default=utc_now)
    token: Mapped[str | None] = mapped_column(String(32))
    """Set while a worker has it, or a message to one is on its way."""
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    """Of the try that is under way, or was the last."""
    finished_at: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(20))
    """Whose fault it is that there is no ordinary result."""
    error_kind: Mapped[str | None] = mapped_column(String(64))
    error_message: Mapped[str | None]


class User(Base):
    """A person."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="user")


class SignInLink(Base):
    """A link that signs its user in, once."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Course(Base):
    """A course; who knows its join code may join it as a student."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    join_code: Mapped[str] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="course")
    line_items: Mapped[list["LineItem"]] = relationship(back_populates="course", order_by="LineItem.position")


class Enrolment(Base):
    """A person in a course."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    user: Mapped[User] = relationship(back_populates="enrolments")
    course: Mapped[Course] = relationship(back_populates="enrolments")


class LineItem(Base):
    """An assignment in a course, with its dates and rules: a column of the gradebook."""

    __tablename__ = "line_items"
    __table_args__ = (UniqueConstraint("course_id", "assignment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    assignment: Mapped[str] = mapped_column(String(64))
    """Slug of the folder in ``assignments/``."""
    title: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    due_at: Mapped[datetime | None]
    """No submission is taken after it; None: always open."""
    problem: Mapped[str | None]
    """What is wrong with its exam, for staff; while it is set, nothing can be handed in."""

    course: Mapped[Course] = relationship(back_populates="line_items")


class Submission(Base):
    """A student's numbered attempt; immutable."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("line_item_id", "student_id", "attempt"),
        CheckConstraint("attempt >= 1", name="attempt_counts_from_one"),
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

    line_item: Mapped[LineItem] = relationship()
    student: Mapped[User] = relationship()
    runs: Mapped[list["Run"]] = relationship(back_populates="submission", order_by="Run.id")


class Run(Job, Base):
    """One execution of the exam against a submission; a regrade adds a run, never an attempt."""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_queue", "state", "due"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="finished_when_not_open"),
        CheckConstraint("score IS NULL OR state = 'done'", name="score_when_done"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
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


class GradeEvent(Base):
    """Something that changed a student's grade; appended, never updated."""

    __tablename__ = "grade_events"
    __table_args__ = (
        Index("ix_grade_events_cell", "line_item_id", "student_id"),
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_item_id: Mapped[int] = mapped_column(ForeignKey("line_items.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), unique=True)
    """A run is graded once: the schema says so."""
    attempt: Mapped[int]
    score: Mapped[Decimal]
    at: Mapped[datetime] = mapped_column(default=utc_now)
