"""The assignments of a course, for those who arrange them, and the extensions in them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import AuditEvent, Enrolment, Extension, LineItem, Role, User


def of_course(session: Session, course_id: int) -> list[LineItem]:
    """Return the line items of a course in their order."""
    found = select(LineItem).where(LineItem.course_id == course_id)
    return list(session.scalars(found.order_by(LineItem.position, LineItem.id)))


def problem_of(session: Session, assignment: str) -> str | None:
    """Return what is known to be wrong with an assignment's exam, by any course that it is in."""
    found = select(LineItem.problem).where(LineItem.assignment == assignment, LineItem.problem.is_not(None))
    return session.scalar(found.limit(1))


def last_change(session: Session, line_item: LineItem) -> AuditEvent | None:
    """Return the newest change of a line item's settings, with who made it."""
    of_item = AuditEvent.detail["line_item_id"].as_integer() == line_item.id
    found = select(AuditEvent).where(AuditEvent.course_id == line_item.course_id, of_item)
    return session.scalar(found.options(joinedload(AuditEvent.actor)).order_by(AuditEvent.id.desc()).limit(1))


def extension(session: Session, extension_id: int) -> Extension | None:
    """Return an extension."""
    return session.get(Extension, extension_id)


def extension_of(session: Session, line_item_id: int, student_id: int) -> Extension | None:
    """Return what a student is granted in a line item."""
    cell = Extension.line_item_id == line_item_id, Extension.student_id == student_id
    return session.scalar(select(Extension).where(*cell))


def count_extensions(session: Session, line_item_id: int) -> int:
    """Return how many students have an extension in a line item."""
    found = select(func.count()).select_from(Extension).where(Extension.line_item_id == line_item_id)
    return session.scalar(found) or 0


def extensions(session: Session, line_item_id: int, offset: int, limit: int) -> list[tuple[Extension, User]]:
    """Return extensions with their students, by name."""
    found = select(Extension, User).join(User, User.id == Extension.student_id)
    found = found.where(Extension.line_item_id == line_item_id).order_by(func.lower(User.name), User.id)
    return [(row[0], row[1]) for row in session.execute(found.offset(offset).limit(limit))]


def students_like(session: Session, course_id: int, text: str, limit: int) -> list[User]:
    """Return students of a course with *text* in their name or address; the one whose address it is comes alone."""
    enrolled = Enrolment.course_id == course_id, Enrolment.role == Role.STUDENT
    students = select(User).join(Enrolment, Enrolment.user_id == User.id).where(*enrolled)
    exact = session.scalars(students.where(User.email == text.lower())).all()
    if exact:
        return list(exact)
    alike = User.name.icontains(text, autoescape=True) | User.email.icontains(text, autoescape=True)
    return list(session.scalars(students.where(alike).order_by(func.lower(User.name), User.id).limit(limit)))
