"""What erasure and retention must know, and what they hold while they write."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, ScalarSelect, String, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from grader.db.models import (
    AuditEvent,
    Comment,
    Context,
    Course,
    Endpoint,
    Enrolment,
    Extension,
    GradeEvent,
    JobState,
    LineItem,
    Message,
    Notice,
    Passback,
    ResourceLink,
    Role,
    Run,
    RunTest,
    SimilarPair,
    Submission,
    User,
)
from grader.db.queries import inbound

SAMPLE = 50
"""So many attempts are measured; how much all of them take is reckoned from these."""


@dataclass(frozen=True)
class Extent:
    """What an erasure would take and keep."""

    attempts: int
    emptied: int
    """So many of the attempts are empty already."""
    open_runs: int
    comments: int
    pairs: int
    extensions: int
    grade_events: int
    audit_events: int
    messages: int
    """To other systems."""
    passbacks: int
    """Grades sent to platforms, or on the way there."""
    notices: int
    """Of other systems, about what they hand in."""
    is_elsewhere: bool
    """The person is in another course, has work there or has acted there: their account stays."""


@dataclass(frozen=True)
class Old:
    """Attempts of a course that came before a moment and are not empty yet."""

    attempts: int
    students: int
    first_at: datetime | None
    last_at: datetime | None
    size_bytes: int
    """Of files, logs, messages and figures; reckoned from some of them."""


def hold(session: Session, submission_ids: Collection[int]) -> list[int]:
    """Return which of these submissions are not empty, and let nobody else refer to them until the end."""
    found = select(Submission.id).where(Submission.id.in_(submission_ids), Submission.erased_at.is_(None))
    return list(session.scalars(found.order_by(Submission.id).with_for_update()))


def still_whole(session: Session, submission_ids: Collection[int]) -> set[int]:
    """Return which of these submissions are not empty; they stay so until the end of the transaction."""
    found = select(Submission.id).where(Submission.id.in_(submission_ids), Submission.erased_at.is_(None))
    return set(session.scalars(found.order_by(Submission.id).with_for_update(read=True, key_share=True)))


def hold_person(session: Session, user_id: int) -> User:
    """Return somebody; who would refer to them waits until the end of the transaction."""
    return session.get_one(User, user_id, with_for_update=True, populate_existing=True)


def hold_line_items(session: Session, course_id: int) -> list[LineItem]:
    """Return the line items of a course; who would write cells of theirs waits until the end of the transaction."""
    found = select(LineItem).where(LineItem.course_id == course_id).order_by(LineItem.id)
    return list(session.scalars(found.with_for_update(key_share=True)))


def submission_ids(session: Session, user_id: int, course_id: int) -> list[int]:
    """Return somebody's submissions in a course."""
    return list(session.scalars(_theirs(user_id, course_id).order_by(Submission.id)))


def has_record(session: Session, user_id: int, course_id: int) -> bool:
    """Say whether a course holds anything of somebody."""
    of_course = LineItem.course_id == course_id
    return _any(
        session,
        exists().where(Enrolment.user_id == user_id, Enrolment.course_id == course_id),
        exists().where(AuditEvent.student_id == user_id, AuditEvent.course_id == course_id),
        *_records(user_id, of_course),
    )


def is_elsewhere(session: Session, user_id: int, course_id: int) -> bool:
    """Say whether somebody is in another course, has a record there, or has acted there."""
    return _any(
        session,
        exists().where(Enrolment.user_id == user_id, Enrolment.course_id != course_id),
        exists().where(AuditEvent.actor_id == user_id, AuditEvent.course_id != course_id),
        *_records(user_id, LineItem.course_id != course_id),
    )


def extent(session: Session, user_id: int, course_id: int) -> Extent:
    """Return what an erasure would take and keep."""
    theirs, items = _theirs(user_id, course_id), _items(course_id)
    attempts = session.execute(
        select(func.count(), func.count(Submission.erased_at)).where(Submission.id.in_(theirs))
    ).one()
    endpoints = select(Endpoint.id).where(Endpoint.course_id == course_id)
    links = select(ResourceLink.id).join(ResourceLink.context).where(Context.course_id == course_id)
    about_them = or_(Notice.submission_id.in_(theirs), inbound.names(user_id))
    either = or_(SimilarPair.left_id.in_(theirs), SimilarPair.right_id.in_(theirs))
    counts = {
        "open_runs": (Run.submission_id.in_(theirs), Run.state == JobState.OPEN),
        "comments": (Comment.submission_id.in_(theirs),),
        "pairs": (either,),
        "extensions": (Extension.student_id == user_id, Extension.line_item_id.in_(items)),
        "grade_events": (GradeEvent.student_id == user_id, GradeEvent.line_item_id.in_(items)),
        "audit_events": (AuditEvent.student_id == user_id, AuditEvent.course_id == course_id),
        "messages": (Message.student_id == user_id, Message.endpoint_id.in_(endpoints)),
        "passbacks": (Passback.student_id == user_id, Passback.resource_link_id.in_(links)),
        "notices": (Notice.course_id == course_id, about_them),
    }
    columns = [select(func.count()).where(*where).scalar_subquery().label(name) for name, where in counts.items()]
    return Extent(
        attempts=attempts[0],
        emptied=attempts[1],
        is_elsewhere=is_elsewhere(session, user_id, course_id),
        **session.execute(select(*columns)).mappings().one(),
    )


def naming(
    session: Session, model: type[Any], columns: Sequence[str], names: Sequence[str], course_id: int | None
) -> list[Any]:
    """Return the rows of a course, or of all, in whose *columns*, texts or JSON, one of *names* seems to stand."""
    found = [_contains(getattr(model, column), name) for column in columns for name in names]
    of_course = [] if course_id is None else [_in_course(model, course_id)]
    return list(session.scalars(select(model).where(or_(*found), *of_course)))


def old(session: Session, course_id: int, before: datetime) -> Old:
    """Return what of a course came before a moment and is not empty yet."""
    kept = _kept(course_id, before)
    columns = (
        func.count(),
        func.count(Submission.student_id.distinct()),
        func.min(Submission.received_at),
        func.max(Submission.received_at),
    )
    attempts, students, first_at, last_at = session.execute(select(*columns).where(*kept)).one()
    measured = min(attempts, SAMPLE)
    size_bytes = _size(session, course_id, before) * attempts // measured if measured else 0
    return Old(attempts, students, first_at, last_at, size_bytes)


def oldest(session: Session, course_id: int, before: datetime, limit: int) -> list[int]:
    """Return the oldest submissions of a course that came before a moment and are not empty yet."""
    found = select(Submission.id).where(*_kept(course_id, before))
    return list(session.scalars(found.order_by(Submission.received_at, Submission.id).limit(limit)))


def with_retention(session: Session) -> list[Course]:
    """Return the courses that keep attempts for a number of days."""
    return list(session.scalars(select(Course).where(Course.retention_days.is_not(None)).order_by(Course.id)))


def first_instructor(session: Session, course_id: int) -> User | None:
    """Return who has been an instructor of a course for longest."""
    teaches = Enrolment.course_id == course_id, Enrolment.role == Role.INSTRUCTOR
    found = select(Enrolment).where(*teaches).order_by(Enrolment.id).limit(1).options(joinedload(Enrolment.user))
    enrolment = session.scalar(found)
    return enrolment.user if enrolment else None


def _items(course_id: int) -> ScalarSelect[int]:
    return select(LineItem.id).where(LineItem.course_id == course_id).scalar_subquery()


def _theirs(user_id: int, course_id: int) -> Any:
    return select(Submission.id).where(Submission.student_id == user_id, Submission.line_item_id.in_(_items(course_id)))


def _kept(course_id: int, before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_old = Submission.received_at < before
    return Submission.line_item_id.in_(_items(course_id)), is_old, Submission.erased_at.is_(None)


def _records(user_id: int, where: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    models = Submission, GradeEvent, Extension
    return [exists().where(model.student_id == user_id, model.line_item_id == LineItem.id, where) for model in models]


def _in_course(model: type[Any], course_id: int) -> ColumnElement[bool]:
    if model is AuditEvent:
        return AuditEvent.course_id == course_id
    if model is Comment:
        handed_in = select(Submission.id).where(Submission.line_item_id.in_(_items(course_id)))
        return Comment.submission_id.in_(handed_in)
    of_item: ColumnElement[bool] = model.line_item_id.in_(_items(course_id))
    return of_item


def _any(session: Session, *conditions: ColumnElement[bool]) -> bool:
    return bool(session.scalar(select(or_(*conditions))))


def _contains(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    if isinstance(column.type, String):
        return column.icontains(name, autoescape=True)
    written = json.dumps(name)[1:-1]  # as the JSON in the column writes it
    return cast(column, String).icontains(written, autoescape=True)


def _size(session: Session, course_id: int, before: datetime) -> int:
    """Return the bytes of files, logs, messages and figures of ``SAMPLE`` attempts."""
    sample = session.scalars(select(Submission.id).where(*_kept(course_id, before)).limit(SAMPLE)).all()
    runs = select(Run.id).where(Run.submission_id.in_(sample))
    sums = (
        select(func.sum(_bytes(Submission.content))).where(Submission.id.in_(sample)),
        select(func.sum(_bytes(Run.log))).where(Run.submission_id.in_(sample)),
        select(func.sum(_bytes(RunTest.message) + _bytes(RunTest.figures))).where(RunTest.run_id.in_(runs)),
    )
    return sum(session.scalar(each) or 0 for each in sums)


def _bytes(column: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    return func.length(column if isinstance(column.type, LargeBinary) else cast(column, String))
