"""Which course here a course of a platform is, and which assignment a link in it opens, as an instructor says."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.db.models import Context, Course, LineItem, Role, User
from grader.db.queries import lti as queries
from grader.domain.lti import Message
from grader.errors import NotAllowed, NotFound
from grader.services import audit, courses
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.lti import launches, passbacks, rosters
from grader.services.lti.launches import Opened


def bind(session: Session, opened: Opened, course_id: int | None) -> Context:
    """Say that the course that was launched is this one here, or a new one; who comes second finds what is said.

    Raises:
        NotFound: who launched is not in the course.
        NotAllowed: they are no instructor of it, or of the one of the platform.

    """
    if Role(opened.facts.role) is not Role.INSTRUCTOR:
        raise NotAllowed("Only an instructor of the course may say which it is here.")
    user = session.get_one(User, opened.user.id)
    deployment_id, context_id = opened.launch.deployment_id, opened.facts.context_id
    try:
        with session.begin_nested():
            made = require_instructor(session, user, course_id) if course_id else _new_course(session, opened, user)
            context = Context(deployment_id=deployment_id, context_id=context_id, course_id=made.id)
            session.add(context)
    except IntegrityError:  # another instructor did it first
        found = queries.context(session, deployment_id, context_id)
        assert found is not None  # noqa: S101 - it is why this one could not be
        return found
    launches.note(session, context, opened.facts)
    if context.memberships_url:
        rosters.want(session, context.id)
    after = {"lms": opened.platform.name, "course": opened.facts.context_title}
    audit.note(session, user, made.id, Action.CHANGED_SETTINGS, "Course in the LMS", after=after)
    return context


def choose(session: Session, opened: Opened, line_item_id: int) -> LineItem:
    """Return an assignment of the course for the link that was launched; where one was opened, it leads there now.

    Raises:
        NotFound: there is no such assignment in this course.
        NotAllowed: who launched is no instructor of it.

    """
    if opened.context is None:
        raise NotFound("Nobody has said yet which course this is.")
    user = session.get_one(User, opened.user.id)
    course = require_instructor(session, user, opened.context.course_id)
    item = queries.line_item_in(session, course.id, line_item_id) if line_item_id <= LAST_ID else None
    if item is None:
        raise NotFound("There is no such assignment in this course.")
    link = queries.resource_link(session, opened.context.id, opened.facts.link_id)
    if opened.facts.message is Message.OPEN and link and link.line_item_id != item.id:
        link.line_item_id = item.id
        after = {"link": opened.facts.link_title, "assignment": item.title}
        audit.note(session, user, course.id, Action.CHANGED_SETTINGS, "Link in the LMS", after=after)
        session.flush()
        passbacks.want(session, item.id, queries.students_with_scores(session, item.id))
    return item


def _new_course(session: Session, opened: Opened, user: User) -> Course:
    course = courses.create_course(session, opened.facts.context_title)
    courses.enrol(session, user, course, Role.INSTRUCTOR)
    return course
