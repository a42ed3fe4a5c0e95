"""Who is what in a course, as its instructors say.

Whoever opens a sign-in link has the account. So an instructor gets one only for an account that opens nothing beyond
their own courses: its person is a student, of no course that this instructor does not teach, has handed in nothing
elsewhere, and has never acted as staff. For all others there is mail, and the command line of the machine's owner.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from grader.db.models import Course, Enrolment, Role, SignInLink, User
from grader.db.queries import members, people
from grader.errors import NotFound, Refused
from grader.services import audit, reports
from grader.services.access import LAST_ID, require_instructor, require_staff
from grader.services.accounts import issue_sign_in_link
from grader.services.audit import Action
from grader.services.courses import JOIN_CODE_BYTES

LINK_LIFETIME = timedelta(hours=24)
LAST_INSTRUCTOR = "This is the last instructor of the course. Make somebody else an instructor first."
NO_LINK = (
    "No link can be made for this person, because it would open more than your own courses: they are staff or have"
    " been, or are or were in a course that you do not teach. They can have a link sent to them by mail, if the"
    " sign-in page offers it, or ask whoever runs the grader."
)


def see_member(session: Session, actor: User, course_id: int, user_id: int) -> tuple[Course, members.Member]:
    """Return a course and somebody in it, to its staff.

    Raises:
        NotFound: the actor or this person is not in it, or it does not exist.
        NotAllowed: the actor is a student of it.

    """
    course = require_staff(session, actor, course_id)
    found = members.member(session, course_id, user_id) if user_id <= LAST_ID else None
    if found is None:
        raise NotFound("There is nobody like that in this course.")
    return course, found


def change_role(session: Session, actor: User, course_id: int, user_id: int, role: Role) -> Enrolment:
    """Make somebody in a course what *role* says; who becomes staff loses the sign-in links that others made.

    Raises:
        NotFound: the actor or this person is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: it would be left without an instructor.

    """
    enrolment, instructors = _for_change(session, actor, course_id, user_id)
    before = enrolment.role
    if before is role:
        return enrolment
    if instructors == {user_id}:
        raise Refused(LAST_INSTRUCTOR)
    if role.is_staff:
        session.execute(delete(SignInLink).where(SignInLink.user_id == user_id, SignInLink.used_at.is_(None)))
    enrolment.role = role
    name = enrolment.user.name
    audit.note(session, actor, course_id, Action.CHANGED_ROLE, name, student_id=user_id, before=before, after=role)
    students_changed(session, course_id)
    return enrolment


def remove(session: Session, actor: User, course_id: int, user_id: int) -> str:
    """End what somebody is in a course, and return their name; their work and scores stay.

    Raises:
        NotFound: the actor or this person is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: it would be left without an instructor.

    """
    enrolment, instructors = _for_change(session, actor, course_id, user_id)
    if instructors == {user_id}:
        raise Refused(LAST_INSTRUCTOR)
    name = enrolment.user.name
    audit.note(session, actor, course_id, Action.REMOVED_PERSON, name, student_id=user_id, before=enrolment.role)
    session.delete(enrolment)
    students_changed(session, course_id)
    return name


def make_sign_in_link(session: Session, actor: User, course_id: int, user_id: int) -> str:
    """Return the token of a link that signs a student in once; see above for whom there is none.

    Raises:
        NotFound: the actor or this person is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: this person's account opens more than the actor has.

    """
    enrolment, _ = _for_change(session, actor, course_id, user_id)
    if enrolment.user.erased_at or members.is_beyond(session, user_id, actor.id):
        raise Refused(NO_LINK)
    audit.note(session, actor, course_id, Action.MADE_SIGN_IN_LINK, enrolment.user.name, student_id=user_id)
    return issue_sign_in_link(session, enrolment.user, LINK_LIFETIME)


def view_as(session: Session, actor: User, course_id: int, user_id: int) -> User:
    """Return a student as whom the actor is about to look at the course; it is noted.

    Raises:
        NotFound: the actor or this person is not in it, or it does not exist.
        NotAllowed: the actor is a student of it.
        Refused: this person is no student of it.

    """
    course, member = see_member(session, actor, course_id, user_id)
    student = member.enrolment.user
    if member.enrolment.role is not Role.STUDENT:
        raise Refused(f"{student.name} is no student of this course. Only as a student can you look at it.")
    audit.note(session, actor, course.id, Action.VIEWED_AS_STUDENT, student.name, student_id=student.id)
    return student


def renew_join_code(session: Session, actor: User, course_id: int) -> Course:
    """Give a course a new join code; the old one leads nowhere from then on.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.

    """
    course = require_instructor(session, actor, course_id)
    course.join_code = secrets.token_urlsafe(JOIN_CODE_BYTES)
    audit.note(session, actor, course_id, Action.CHANGED_SETTINGS, "Join link", change="a new code")
    session.flush()
    return course


def students_changed(session: Session, course_id: int) -> None:
    """Have the figures of a course worked out anew, after somebody came, went or became something else."""
    session.flush()
    for line_item_id in members.line_item_ids(session, course_id):
        reports.want(session, line_item_id)


def _for_change(session: Session, actor: User, course_id: int, user_id: int) -> tuple[Enrolment, set[int]]:
    """Return what somebody is in a course, and its instructors; whoever changes who is what takes turns here."""
    instructors = members.lock_instructors(session, min(course_id, LAST_ID))
    require_instructor(session, actor, course_id)
    enrolment = people.enrolment(session, user_id, course_id, lock=True) if user_id <= LAST_ID else None
    if enrolment is None:
        raise NotFound("There is nobody like that in this course.")
    members.lock_user(session, user_id)
    return enrolment, instructors
