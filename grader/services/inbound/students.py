"""Who it is that another system speaks of.

A source is set up by an instructor, so it may speak only of people of that course. Somebody whom we know by its issuer,
from an LMS say, is meant only if they are in the course already; else an instructor could have anybody of the whole
installation join it, and read their names. For all others it has people of its own.
"""

from sqlalchemy.orm import Session

from grader.db.models import Course, Notice, Role, User
from grader.db.queries import inbound as queries
from grader.db.queries import people
from grader.domain.inbound import OWN_PEOPLE, Announcement
from grader.domain.lti import Person
from grader.errors import NotAllowed, NotFound
from grader.services.lti import identities

SHOWN_CHARS = 40


def student_of(session: Session, notice: Notice, said: Announcement) -> User:
    """Return who hands in by *notice*, as a student of its course.

    Raises:
        NotAllowed: they are staff somewhere, for whom nobody else hands in.
        NotFound: they have been erased.

    """
    unknown = Person(_issuer(notice, said), said.user_id, f"Student {said.user_id[:SHOWN_CHARS]}")
    user = _known(session, notice, said) or identities.known_or_new(session, unknown)
    if user.erased_at:
        raise NotFound("The data of this person has been erased here.")
    if queries.is_staff(session, user):
        raise NotAllowed("This person is staff here, for whom no other system can hand in. Use the page itself.")
    identities.take_in(session, user, session.get_one(Course, notice.course_id), Role.STUDENT)
    return user


def _known(session: Session, notice: Notice, said: Announcement) -> User | None:
    user = queries.person(session, said.platform, said.user_id)
    if notice.source_id and (user is None or people.role(session, user.id, notice.course_id) is None):
        return queries.person(session, _issuer(notice, said), said.user_id)
    return user


def _issuer(notice: Notice, said: Announcement) -> str:
    """Return in whose name people are made who are not known."""
    return f"{OWN_PEOPLE}{notice.source_id}" if notice.source_id else said.platform
