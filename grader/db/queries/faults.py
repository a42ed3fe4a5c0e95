"""What has gone wrong through our own fault within the last week, in the whole installation."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from grader.db.models import Enrolment, JobState, LineItem, Role, Run, Submission
from grader.db.queries.kinds import ROWS, Rows, Work
from grader.db.queries.system import recent

MOST_MESSAGES = 100
"""Different ones that are read, the newest; and so many submissions."""
MOST_FAULTS = 20
MOST_LINKS = 3
LENGTH = 300
"""Of the first line of a message; some carry the log of what failed."""

Key = tuple[str, str]
"""What faults are told apart by, beside the kind of work: the kind of error, and the first line of its message."""


@dataclass(frozen=True)
class Attempt:
    """A submission that its reader may see."""

    submission_id: int
    label: str


@dataclass(frozen=True)
class Fault:
    """What went wrong in the same way."""

    work: Work
    error: str
    message: str
    """Its first line."""
    again: int
    """So many are being tried again."""
    given_up: int
    newest: datetime
    attempts: tuple[Attempt, ...] = ()
    """The newest of those that the reader may see."""


def faults(session: Session, reader_id: int, now: datetime) -> list[Fault]:
    """Return what is being tried again or was given up through our fault, the newest first."""
    newest = union_all(*(_messages(work, rows, now) for work, rows in ROWS.items())).subquery()
    messages = session.execute(select(newest).order_by(newest.c.newest.desc()).limit(MOST_MESSAGES)).all()
    found: dict[tuple[str, Key], Fault] = {}
    for work, state, error, message, number, at in messages:
        key = _key(error, message)
        fault = found.setdefault((work, key), Fault(Work(work), *key, 0, 0, min(at, now)))
        counted = {"again": fault.again + number} if state is JobState.OPEN else {"given_up": fault.given_up + number}
        found[work, key] = replace(fault, **counted)
    seen = _seen_by(session, reader_id, now) if found else {}
    told = [replace(fault, attempts=tuple(seen.get(key, ())[:MOST_LINKS])) for key, fault in found.items()]
    return told[:MOST_FAULTS]


def _messages(work: Work, rows: Rows, now: datetime) -> Select[str, JobState, str | None, str | None, int, datetime]:
    model = rows.model
    what = model.state, model.error_kind, model.error_message
    at = func.max(func.coalesce(model.finished_at, model.due)).label("newest")
    ours = recent(model, now) & (model.fault == "service")
    return (
        select(literal(work.value).label("work"), *what, func.count().label("number"), at)
        .where(ours, rows.which)
        .group_by(*what)
    )


def _seen_by(session: Session, reader_id: int, now: datetime) -> dict[tuple[str, Key], list[Attempt]]:
    """Return the newest attempts with faults that are in courses of which the reader is staff."""
    columns = Run.regrade_id, Run.error_kind, Run.error_message, Submission.id, LineItem.title, Submission.attempt
    found = (
        select(*columns)
        .join(Run.submission)
        .join(Submission.line_item)
        .join(Enrolment, Enrolment.course_id == LineItem.course_id)
        .where(Enrolment.user_id == reader_id, Enrolment.role != Role.STUDENT)
        .where(recent(Run, now), Run.fault == "service")
        .order_by(Run.id.desc())
        .limit(MOST_MESSAGES)
    )
    seen = defaultdict[tuple[str, Key], list[Attempt]](list)
    for regrade_id, error, message, submission_id, title, attempt in session.execute(found):
        work = Work.REGRADES if regrade_id else Work.ATTEMPTS
        seen[work, _key(error, message)].append(Attempt(submission_id, f"{title}, attempt {attempt}"))
    return seen


def _key(error: str | None, message: str | None) -> Key:
    return error or "", (message or "").strip().partition("\n")[0][:LENGTH]
