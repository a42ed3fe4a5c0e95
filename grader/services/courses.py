"""Courses, who is in them, and what is open in them."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import Course, Enrolment, LineItem, Role, User
from grader.db.queries import people

FIRST_COURSE = "Neural networks from scratch"
INSTRUCTOR_EMAIL = "instructor@localhost"
JOIN_CODE_BYTES = 9


def create_course(session: Session, title: str) -> Course:
    """Return a new course with a join code that cannot be guessed."""
    course = Course(title=title, join_code=secrets.token_urlsafe(JOIN_CODE_BYTES))
    session.add(course)
    session.flush()
    return course


def enrol(session: Session, user: User, course: Course, role: Role) -> Enrolment:
    """Make *user* in *course* what *role* says, whatever they were before."""
    found = people.enrolment(session, user.id, course.id)
    if found is None:
        found = Enrolment(user_id=user.id, course_id=course.id, role=role)
        if not try_insert(session, found):
            return enrol(session, user, course, role)
    found.role = role
    session.flush()
    return found


def open_assignment(
    session: Session, course: Course, slug: str, title: str, due_at: datetime | None = None
) -> LineItem:
    """Return the line item of an assignment in a course; one that is open already stays as it is."""
    found = people.line_item_of(session, course.id, slug)
    if found is None:
        position = people.last_position(session, course.id) + 1
        found = LineItem(course_id=course.id, assignment=slug, title=title, position=position, due_at=due_at)
        session.add(found)
        session.flush()
    return found


def ensure_first_course(session: Session, assignments: Sequence[tuple[str, str]]) -> tuple[Course, User]:
    """Return the first course and its instructor, with all *assignments*, pairs of slug and title, open.

    The first call makes what is missing; a later one opens assignments that are new, and changes nothing else.
    """
    instructor = _instructor(session)
    course = people.first_course(session)
    if course is None:
        course = create_course(session, FIRST_COURSE)
        enrol(session, instructor, course, Role.INSTRUCTOR)
    for slug, title in assignments:
        open_assignment(session, course, slug, title)
    return course, instructor


def note_problems(session: Session, problems: Mapping[str, str]) -> None:
    """Close what is broken and open what is whole again; *problems* says by slug what is wrong, or nothing."""
    for line_item in people.line_items(session):
        line_item.problem = problems.get(line_item.assignment, "Its folder is gone.") or None


def _instructor(session: Session) -> User:
    """Return the first instructor; the unique address makes processes that start at once take turns here."""
    found = people.user_by_email(session, INSTRUCTOR_EMAIL)
    if found:
        return found
    instructor = User(name="Instructor", email=INSTRUCTOR_EMAIL, is_operator=True)
    return instructor if try_insert(session, instructor) else _instructor(session)
