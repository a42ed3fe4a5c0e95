"""What an instructor says of a course as a whole, and further courses."""

from sqlalchemy.orm import Session

from grader.db.models import Course, Role, User
from grader.db.queries import people
from grader.errors import NotAllowed, Refused
from grader.services import audit, courses
from grader.services.access import require_instructor
from grader.services.audit import Action

LONGEST_TITLE = 200


def rename(session: Session, actor: User, course_id: int, title: str) -> Course:
    """Give a course another title.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: the title is empty or too long.

    """
    course, title = require_instructor(session, actor, course_id), _checked(title)
    if title != course.title:
        before, after = {"title": course.title}, {"title": title}
        audit.note(session, actor, course_id, Action.CHANGED_SETTINGS, title, before=before, after=after)
        course.title = title
    return course


def make_course(session: Session, actor: User, title: str) -> Course:
    """Return a new course, of which the actor is the instructor.

    Raises:
        NotAllowed: the actor is an instructor nowhere yet.
        Refused: the title is empty or too long.

    """
    if not any(each.role is Role.INSTRUCTOR for each in people.enrolments(session, actor.id)):
        raise NotAllowed("Only who teaches a course already may make another one.")
    course = courses.create_course(session, _checked(title))
    courses.enrol(session, actor, course, Role.INSTRUCTOR)
    audit.note(session, actor, course.id, Action.CHANGED_SETTINGS, course.title, after={"made": course.title})
    return course


def _checked(title: str) -> str:
    title = " ".join(title.split())
    if not 0 < len(title) <= LONGEST_TITLE or not title.isprintable():
        raise Refused(f"Enter a title, in at most {LONGEST_TITLE} characters.")
    return title
