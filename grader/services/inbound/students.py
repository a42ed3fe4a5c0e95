"""Who it is that another system speaks of.

A source is set up by an instructor, so it may speak only of people of that course. Somebody whom we know by its issuer,
from an LMS say, is meant only if they are in the course already; else an instructor could have anybody of the whole
installation join it, and read their names. For all others it has people of its own.
"""

import hashlib

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.db.models import Course, Identity, Notice, Role, User
from grader.db.queries import inbound as queries
from grader.db.queries import people
from grader.domain.identity import NOBODYS_HOST
from grader.domain.inbound import Announcement
from grader.errors import NotAllowed, NotFound
from grader.services import members
from grader.services.courses import enrol

SHOWN_CHARS = 40


def student_of(session: Session, notice: Notice, said: Announcement) -> User:
    """Return who hands in by *notice*, as a student of its course.

    Raises:
        NotAllowed: they are staff somewhere, for whom nobody else hands in.
        NotFound: they have been erased.

    """
    user = _known(session, notice, said) or _new(session, _issuer(notice, said), said.user_id)
    if user.erased_at:
        raise NotFound("The data of this person has been erased here.")
    if queries.is_staff(session, user):
        raise NotAllowed("This person is staff here, for whom no other system can hand in. Use the page itself.")
    if people.role(session, user.id, notice.course_id) is None:
        enrol(session, user, session.get_one(Course, notice.course_id), Role.STUDENT)
        members.students_changed(session, notice.course_id)
    return user


def _known(session: Session, notice: Notice, said: Announcement) -> User | None:
    user = queries.person(session, said.platform, said.user_id)
    if notice.source_id and (user is None or people.role(session, user.id, notice.course_id) is None):
        return queries.person(session, _issuer(notice, said), said.user_id)
    return user


def _issuer(notice: Notice, said: Announcement) -> str:
    """Return in whose name people are made who are not known."""
    return f"inbound-source:{notice.source_id}" if notice.source_id else said.platform


def _new(session: Session, issuer: str, subject: str) -> User:
    digest = hashlib.sha256(f"{issuer}\0{subject}".encode()).hexdigest()[:32]
    try:
        with session.begin_nested():
            user = User(name=f"Student {subject[:SHOWN_CHARS]}", email=f"{digest}@{NOBODYS_HOST}")
            session.add_all([user, Identity(issuer=issuer, subject=subject, user=user)])
    except IntegrityError:  # another worker did it first
        found = queries.person(session, issuer, subject)
        if found is None:
            raise
        return found
    return user
