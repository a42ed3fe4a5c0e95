"""Erasure of one student in one course: the person goes, the scores stay as somebody's whom nobody knows.

What stays is given to a stand-in, an account of its own that nobody can sign in to. So nothing in the course leads to
the person any more, whether or not they are in other courses; and whatever was on its way for them, in another tab or
in a worker, finds nothing of theirs to write to.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.db.models import (
    AuditEvent,
    Context,
    Course,
    Delivery,
    Endpoint,
    Enrolment,
    Extension,
    GradeEvent,
    Message,
    Passback,
    PostedGrade,
    ResourceLink,
    Result,
    SignInLink,
    SignInMail,
    Submission,
    User,
)
from grader.db.queries import forgetting as queries
from grader.db.queries import people
from grader.db.queries.forgetting import Extent
from grader.domain.identity import NOBODYS_HOST, normal_email
from grader.domain.pseudonyms import Renaming
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services import audit, redaction, reports, tokens
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.forgetting import UNSYNCHRONISED, close_runs, empty
from grader.services.inbound import forgetting as notices
from grader.services.lti import identities

NO_REASON = {"reason": ""}


@dataclass(frozen=True)
class Preview:
    """What an erasure would take and keep."""

    student: User
    extent: Extent
    mentions: int
    """So many entries of staff, about anybody, have the student's name in them; there it is replaced."""


def preview(session: Session, actor: User, course_id: int, user_id: int) -> Preview:
    """Return a student of a course, and what an erasure would take and keep.

    Raises:
        NotFound: the actor is not in it, it holds nothing of this person, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: this person is staff, or erased already.

    """
    require_instructor(session, actor, course_id)
    person = _find(session, course_id, user_id)
    extent = queries.extent(session, person.id, course_id)
    renaming = _renaming(session, course_id, person, "")
    return Preview(person, extent, redaction.count(session, renaming, course_id if extent.is_elsewhere else None))


def erase(session: Session, actor: User, course_id: int, user_id: int, *, email: str, now: datetime) -> User:
    """Erase a student whose address is *email* from a course; return the stand-in who has their scores now.

    Their account goes as well, and their sessions end, unless they are or were in other courses.

    Raises:
        NotFound: the actor is not in the course, it holds nothing of this person, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: this person is staff, erased already, or has another address.

    """
    require_instructor(session, actor, course_id)
    person = _find(session, course_id, user_id, lock=True)
    if normal_email(email) != person.email:
        raise Refused("This is not the address of the student. Type it as it stands above, to be sure who is meant.")
    close_runs(session, queries.submission_ids(session, person.id, course_id), now)
    queries.hold_person(session, person.id)
    line_items = queries.hold_line_items(session, course_id)
    _find(session, course_id, user_id)  # who came second finds nothing more
    extent = queries.extent(session, person.id, course_id)
    notices.forget(session, course_id, person.id, now)
    stand_in = _stand_in(session, now)
    empty(session, queries.submission_ids(session, person.id, course_id), now)
    tokens.forget_answers(session, person.id)
    _hand_over(session, course_id, person, stand_in, [each.id for each in line_items])
    renaming = _renaming(session, course_id, person, stand_in.name)
    _forget_messages(session, course_id, person)
    _forget_passbacks(session, course_id, person)
    redaction.take_out(session, renaming, course_id if extent.is_elsewhere else None)
    if not extent.is_elsewhere:
        _close_account(session, person, now)
    counts = {"attempts": extent.attempts, "account": "stays" if extent.is_elsewhere else "erased"}
    audit.note(session, actor, course_id, Action.ERASED_STUDENT, stand_in.name, student_id=stand_in.id, **counts)
    session.flush()
    for line_item in line_items:
        reports.want(session, line_item.id)
    return stand_in


def _find(session: Session, course_id: int, user_id: int, *, lock: bool = False) -> User:
    """Return a student of whom the course holds something; with *lock*, two who erase them take turns."""
    person = people.user(session, user_id) if user_id <= LAST_ID else None
    enrolment = person and people.enrolment(session, user_id, course_id, lock=lock)
    if person is None or not queries.has_record(session, user_id, course_id):
        raise NotFound("There is no such student in this course.")
    if person.erased_at:
        raise Refused("This student is erased already. Only scores are left.")
    if enrolment and enrolment.role.is_staff:
        raise Refused("Staff cannot be erased. Make this person a student of the course first.")
    return person


def _stand_in(session: Session, now: datetime) -> User:
    stand_in = User(name="Erased student", email=f"erased-{secrets.token_hex(8)}@{NOBODYS_HOST}", erased_at=now)
    session.add(stand_in)
    session.flush()
    _take_name(stand_in)
    return stand_in


def _take_name(user: User) -> None:
    user.name, user.email = f"Erased student {user.id}", f"erased-{user.id}@{NOBODYS_HOST}"


def _hand_over(session: Session, course_id: int, person: User, stand_in: User, line_item_ids: list[int]) -> None:
    """Give the stand-in what the course holds of the person, without what was said of them."""
    audited = AuditEvent.course_id == course_id, AuditEvent.student_id == person.id
    enrolled = Enrolment.course_id == course_id, Enrolment.user_id == person.id
    named = plain(person.name, 200)  # where the whole text is the name, whatever it is
    statements = [
        update(AuditEvent).where(*audited, AuditEvent.target == named).values(target=stand_in.name),
        update(Enrolment).where(*enrolled).values(user_id=stand_in.id),
        update(AuditEvent).where(*audited).values(student_id=stand_in.id, detail={}),
    ]
    for model, emptied in (
        (Submission, {}),
        (Result, {}),
        (GradeEvent, NO_REASON),
        (Extension, NO_REASON),
        (PostedGrade, {}),
    ):
        theirs = model.student_id == person.id, model.line_item_id.in_(line_item_ids)
        statements.append(update(model).where(*theirs).values(student_id=stand_in.id, **emptied))
    for statement in statements:
        session.execute(statement, execution_options=UNSYNCHRONISED)


def _forget_messages(session: Session, course_id: int, person: User) -> None:
    """Delete what other systems were told of the person, and what they answered; what waits is not sent any more."""
    of_course = select(Endpoint.id).where(Endpoint.course_id == course_id).order_by(Endpoint.id)
    endpoints = session.scalars(
        of_course.with_for_update(key_share=True)
    ).all()  # first, as whoever writes of deliveries does
    theirs = Message.student_id == person.id, Message.endpoint_id.in_(endpoints)
    deliveries = delete(Delivery).where(Delivery.message_id.in_(select(Message.id).where(*theirs)))
    for statement in (deliveries, delete(Message).where(*theirs)):
        session.execute(statement, execution_options=UNSYNCHRONISED)


def _forget_passbacks(session: Session, course_id: int, person: User) -> None:
    """Delete who the person is at platforms, as far as it is about their grades; what waits is not sent any more."""
    links = select(ResourceLink.id).join(ResourceLink.context).where(Context.course_id == course_id)
    theirs = Passback.student_id == person.id, Passback.resource_link_id.in_(links)
    session.execute(delete(Passback).where(*theirs), execution_options=UNSYNCHRONISED)


def _close_account(session: Session, person: User, now: datetime) -> None:
    """Leave nothing of an account by which its person could be known or come back."""
    for model in (SignInLink, SignInMail):
        session.execute(delete(model).where(model.user_id == person.id), execution_options=UNSYNCHRONISED)
    identities.forget(session, person)
    tokens.revoke_all(session, person.id)
    _take_name(person)
    person.password_hash, person.time_zone, person.erased_at = None, None, now


def _renaming(session: Session, course_id: int, person: User, by: str) -> Renaming:
    titles = [each.title for each in people.line_items(session)]
    return Renaming(person.name, person.email, by, [session.get_one(Course, course_id).title, *titles])
