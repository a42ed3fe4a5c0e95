"""People, courses, and who is what in which."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import Course, Enrolment, LineItem, Role, User


def user(session: Session, user_id: int) -> User | None:
    """Return the user with this id."""
    return session.get(User, user_id)


def user_by_email(session: Session, email: str) -> User | None:
    """Return the user with this address, which must be in lower case."""
    return session.scalar(select(User).where(User.email == email))


def course_by_join_code(session: Session, join_code: str) -> Course | None:
    """Return the course that this code opens."""
    return session.scalar(select(Course).where(Course.join_code == join_code))


def first_course(session: Session) -> Course | None:
    """Return the oldest course."""
    return session.scalar(select(Course).order_by(Course.id).limit(1))


def enrolments(session: Session, user_id: int) -> list[Enrolment]:
    """Return what somebody is in which course, with the courses, by title."""
    found = select(Enrolment).where(Enrolment.user_id == user_id).join(Enrolment.course)
    return list(session.scalars(found.options(joinedload(Enrolment.course)).order_by(Course.title, Course.id)))


def enrolment(session: Session, user_id: int, course_id: int, *, lock: bool = False) -> Enrolment | None:
    """Return what somebody is in a course; None for a stranger.

    With *lock*, transactions that ask for the same enrolment take turns.
    """
    found = select(Enrolment).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    return session.scalar(found.with_for_update() if lock else found)


def role(session: Session, user_id: int, course_id: int, *, lock: bool = False) -> Role | None:
    """Return what somebody is in a course; None for a stranger. *lock* is that of :func:`enrolment`."""
    found = select(Enrolment.role).where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    return session.scalar(found.with_for_update() if lock else found)


def line_item(session: Session, line_item_id: int) -> LineItem | None:
    """Return a line item with its course."""
    return session.get(LineItem, line_item_id, options=[joinedload(LineItem.course)])


def line_items(session: Session) -> list[LineItem]:
    """Return the line items of all courses."""
    return list(session.scalars(select(LineItem)))


def published_line_items(session: Session, course_id: int) -> list[LineItem]:
    """Return the line items of a course that students see, in their order."""
    found = select(LineItem).where(LineItem.course_id == course_id, LineItem.is_published)
    return list(session.scalars(found.order_by(LineItem.position)))


def line_item_of(session: Session, course_id: int, assignment: str) -> LineItem | None:
    """Return the line item of an assignment in a course."""
    return session.scalar(select(LineItem).where(LineItem.course_id == course_id, LineItem.assignment == assignment))


def last_position(session: Session, course_id: int) -> int:
    """Return the position of a course's last line item; 0 when it has none."""
    return session.scalar(select(func.max(LineItem.position)).where(LineItem.course_id == course_id)) or 0
