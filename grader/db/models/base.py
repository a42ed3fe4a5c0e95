"""What every table has in common: exact points, aware times, named constraints, and rows that are work."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ColumnElement, Enum, MetaData, String, false, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from grader.db.types import Points, UtcDateTime
from grader.domain.gradebook import Counting, EventKind
from grader.domain.scoring import Outcome
from grader.domain.visibility import Shown


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)


class Role(StrEnum):
    """What a person is in a course."""

    STUDENT = "student"
    ASSISTANT = "assistant"
    """Sees and comments on everybody's work."""
    INSTRUCTOR = "instructor"
    """Also changes grades, rules and people."""

    @property
    def is_staff(self) -> bool:
        """Whether others' work may be seen."""
        return self is not Role.STUDENT


class JobState(StrEnum):
    """Where a row of work stands."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class RegradeState(StrEnum):
    """Where a regrade stands."""

    TRIAL = "trial"
    """Its runs change no grade."""
    APPLIED = "applied"
    UNDONE = "undone"


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
        Counting: _words(Counting),
        EventKind: _words(EventKind),
        JobState: _words(JobState),
        Outcome: _words(Outcome),
        RegradeState: _words(RegradeState),
        Role: _words(Role),
        Shown: _words(Shown),
    }


class Job:
    """A mixin for tables whose rows are work: to queue is to insert a row.

    ``due`` is the only clock. A row is up when ``due`` has passed; lease, heartbeat and retry push it forward, and
    after a dead worker or a lost message it just passes. Only the newest lease, by its ``token``, may write.
    """

    AT_BEGIN: ClassVar[dict[str, object]] = {}
    """What a new try begins with, beside its time."""
    FARTHEST: ClassVar[timedelta] = timedelta(minutes=15)
    """No lease and no delay is longer, so a ``due`` beyond it was written before the clock was put back: it is past."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    state: Mapped[JobState] = mapped_column(default=JobState.OPEN)
    priority: Mapped[int] = mapped_column(default=5)
    """0 comes first."""
    owner: Mapped[str] = mapped_column(String(64), default="")
    """Whose turn it is: rows of one owner wait for each other, not for everybody."""
    turn: Mapped[int] = mapped_column(default=1, server_default="1")
    """Which it was of its owner's unfinished ones when it came: no second is begun before another's first."""
    family: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    """What takes turns as well: a line item whose runs are slow must not hold up the others."""
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

    def put_off(self, due: datetime) -> None:
        """Let it be up again at *due*; the tries so far do not count."""
        self.due, self.token, self.started_at, self.tries = due, None, None, 0

    def reopen(self, due: datetime) -> None:
        """Have it done once more, at *due*."""
        self.put_off(due)
        self.state, self.finished_at = JobState.OPEN, None
        self.fault, self.error_kind, self.error_message = None, None, None

    def finish(self, now: datetime) -> None:
        """Let it be done, whatever went wrong before."""
        self.state, self.token, self.finished_at = JobState.DONE, None, now
        self.fault, self.error_kind, self.error_message = None, None, None

    def give_up(self, now: datetime) -> None:
        """Have nobody try it any more."""
        self.state, self.token, self.finished_at = JobState.FAILED, None, now

    @classmethod
    def is_held_up(cls) -> ColumnElement[bool]:
        """Return the condition that an open row has to wait, whatever its time says."""
        return false()
