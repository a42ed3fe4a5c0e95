"""Whole lists of students are taken into a course: first what would be done, then that and nothing else."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.db.models import Enrolment, Role, User
from grader.db.queries import audit_log, members
from grader.domain.roster import Person, Roster
from grader.errors import Refused
from grader.services import audit
from grader.services.access import require_instructor
from grader.services.audit import Action
from grader.services.members import students_changed

CHANGES = [Action.IMPORTED_ROSTER, Action.REMOVED_PERSON, Action.CHANGED_ROLE]
TRIES = 3


@dataclass(frozen=True)
class Plan:
    """What an import would do."""

    new: list[Person]
    known: list[Person]
    """They are in the course already, and stay what they are."""
    mark: str
    """Another one when the same import would do something else, or staff have changed who is in the course."""


def plan(session: Session, actor: User, course_id: int, roster: Roster) -> Plan:
    """Return what an import of *roster* would do now.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of it.

    """
    require_instructor(session, actor, course_id)
    there = members.enrolled(session, course_id, [each.email for each in roster.people])
    new = [each for each in roster.people if each.email not in there]
    known = [each for each in roster.people if each.email in there]
    last_change = audit_log.last_event_id(session, course_id, CHANGES)
    seen = "\n".join([str(course_id), str(last_change), *sorted(f"{each.email} {each.name}" for each in new)])
    return Plan(new, known, hashlib.sha256(seen.encode()).hexdigest()[:32])


def carry_out(session: Session, actor: User, course_id: int, roster: Roster, mark: str) -> int | None:
    """Make everybody on the list a student, if that is still what *mark* was given for; return how many were added.

    None: something has changed since, and nothing was done. Who has no account gets one without a password.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: others were joining at the same moment, again and again.

    """
    require_instructor(session, actor, course_id)
    members.lock_course(session, course_id)
    planned = plan(session, actor, course_id, roster)
    if planned.mark != mark:
        return None
    if planned.new:
        _add(session, course_id, planned.new)
        counts = {"added": len(planned.new), "already_in": len(planned.known)}
        audit.note(session, actor, course_id, Action.IMPORTED_ROSTER, "The list of people", **counts)
        students_changed(session, course_id)
    return len(planned.new)


def _add(session: Session, course_id: int, people: list[Person], tries: int = TRIES) -> None:
    """Enrol people; whoever of them joined or registered by themselves meanwhile is left as they are."""
    emails = [each.email for each in people]
    known, there = members.ids_by_email(session, emails), members.enrolled(session, course_id, emails)
    strangers = [{"name": each.name, "email": each.email} for each in people if each.email not in known]
    try:
        with session.begin_nested():
            if strangers:
                session.execute(insert(User), strangers)
            ids = members.ids_by_email(session, set(emails) - there)
            rows = [{"user_id": each, "course_id": course_id, "role": Role.STUDENT} for each in ids.values()]
            if rows:
                session.execute(insert(Enrolment), rows)
    except IntegrityError:
        if tries == 1:
            raise Refused("People of this list were joining just now. Try again.") from None
        _add(session, course_id, people, tries - 1)
