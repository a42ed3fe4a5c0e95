"""Who may have whose data."""

from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.models import User
from grader.db.queries import forgetting, people
from grader.errors import NotFound
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.personal_data.archive import MadeFor, Part


def own(session: Session, actor: User, now: datetime) -> MadeFor:
    """Return what the archive of somebody's own data is made of: all courses that they are in."""
    parts = [Part(each.course, each) for each in people.enrolments(session, actor.id)]
    return MadeFor(actor, parts, by_staff=False, now=now)


def of_student(session: Session, actor: User, course_id: int, user_id: int, now: datetime) -> MadeFor:
    """Return what the archive of a student in one course is made of; that it was asked for is written down.

    Raises:
        NotFound: the actor is not in it, it holds nothing of this person, or it does not exist.
        NotAllowed: the actor is no instructor of it.

    """
    course = require_instructor(session, actor, course_id)
    student = people.user(session, user_id) if user_id <= LAST_ID else None
    if student is None or not forgetting.has_record(session, user_id, course_id):
        raise NotFound("There is nobody like that in this course.")
    audit.note(session, actor, course_id, Action.EXPORTED_STUDENT, "All data", student_id=student.id)
    session.flush()
    part = Part(course, people.enrolment(session, user_id, course_id))
    return MadeFor(student, [part], by_staff=True, now=now)
