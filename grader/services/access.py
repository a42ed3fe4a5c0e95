"""Who may see what. A stranger learns of nothing, not even that it exists."""

from sqlalchemy.orm import Session

from grader.db.models import Course, LineItem, Role, Run, Submission, User
from grader.db.queries import attempts, people
from grader.errors import NotAllowed, NotFound

LAST_ID = 2**31 - 1
"""What comes after it would be an error of the database, not an empty answer."""


def see_course(session: Session, actor: User, course_id: int) -> tuple[Course, Role]:
    """Return a course and what the actor is in it.

    Raises:
        NotFound: the actor is not in it, or it does not exist.

    """
    enrolment = people.enrolment(session, actor.id, course_id) if course_id <= LAST_ID else None
    if enrolment is None:
        raise NotFound("There is no such course, or you are not in it.")
    return enrolment.course, enrolment.role


def see_line_item(session: Session, actor: User, line_item_id: int, *, lock: bool = False) -> tuple[LineItem, Role]:
    """Return a line item with its course, and what the actor is in that.

    With *lock*, the actor's transactions in this course take turns.

    Raises:
        NotFound: the actor is not in its course, or a student to whom it is hidden, or it does not exist.

    """
    line_item = people.line_item(session, line_item_id) if line_item_id <= LAST_ID else None
    role = people.role(session, actor.id, line_item.course_id, lock=lock) if line_item else None
    if line_item is None or role is None or not (role.is_staff or line_item.is_published):
        raise NotFound("There is no such assignment, or you are not in its course.")
    return line_item, role


def see_submission(session: Session, actor: User, submission_id: int) -> tuple[Submission, Role]:
    """Return a submission as :func:`grader.db.queries.attempts.submission` does, and what the actor is in its course.

    Raises:
        NotFound: the actor is neither its student nor staff, or it does not exist.

    """
    submission = attempts.submission(session, submission_id) if submission_id <= LAST_ID else None
    role = _role_before(session, actor, submission) if submission else None
    if submission is None or role is None:
        raise NotFound("There is no such submission, or it is not yours.")
    return submission, role


def see_run(session: Session, actor: User, run_id: int) -> tuple[Run, Role]:
    """Return a run as :func:`grader.db.queries.attempts.run_alone` does, and what the actor is in its course.

    Raises:
        NotFound: the actor is neither its student nor staff, or it does not exist, or it is a regrade's trial and the
            actor no staff.

    """
    run = attempts.run_alone(session, run_id) if run_id <= LAST_ID else None
    role = _role_before(session, actor, run.submission, is_trial=run.is_trial) if run else None
    if run is None or role is None:
        raise NotFound("There is no such result, or it is not yours.")
    return run, role


def require_operator(actor: User) -> None:
    """Let operators pass, who see how the whole installation is.

    Raises:
        NotFound: the actor is none.

    """
    if not actor.is_operator:
        raise NotFound("There is no such page, or it is not for you.")


def require_staff(session: Session, actor: User, course_id: int) -> Course:
    """Return a course to its instructors and assistants.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is a student of it.

    """
    course, role = see_course(session, actor, course_id)
    if not role.is_staff:
        raise NotAllowed("Only staff of the course may do this.")
    return course


def require_instructor(session: Session, actor: User, course_id: int) -> Course:
    """Return a course to its instructors: who may change grades, rules and people.

    Raises:
        NotFound: the actor is not in it, or it does not exist.
        NotAllowed: the actor is a student or an assistant of it.

    """
    course, role = see_course(session, actor, course_id)
    if role is not Role.INSTRUCTOR:
        raise NotAllowed("Only an instructor of the course may do this.")
    return course


def staff_line_item(session: Session, actor: User, line_item_id: int, *, change: bool = False) -> LineItem:
    """Return a line item with its course to staff; with *change*, to instructors alone.

    Raises:
        NotFound: the actor is not in its course, or it does not exist.
        NotAllowed: the actor is in it, but not as what is needed.

    """
    line_item, _ = see_line_item(session, actor, line_item_id)
    (require_instructor if change else require_staff)(session, actor, line_item.course_id)
    return line_item


def _role_before(session: Session, actor: User, submission: Submission, *, is_trial: bool = False) -> Role | None:
    """Return what the actor is in the course of a submission; None: they may not see it."""
    role = people.role(session, actor.id, submission.line_item.course_id)
    is_own = submission.student_id == actor.id and submission.line_item.is_published and not is_trial
    return role if role and (role.is_staff or is_own) else None
