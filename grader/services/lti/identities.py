"""Who somebody of a platform is here. They are known by issuer and subject, and never found by a mail address.

An account that a platform brings has no address of its own: whoever can read mail that goes to the one that the
platform names could otherwise sign in to it, and whoever runs a platform could take the place of anybody.
"""

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import Course, Enrolment, Identity, Launch, Role, User
from grader.db.queries import lti as queries
from grader.db.queries import people
from grader.domain.identity import NOBODYS_HOST
from grader.domain.lti import NOBODY, Person
from grader.services.courses import enrol
from grader.services.members import students_changed


def known(session: Session, person: Person) -> User | None:
    """Return who *person* is here, under the name that their platform gives them now; None: nobody yet."""
    found = queries.identity(session, person.issuer, person.subject)
    if found is None:
        return None
    if person.name != NOBODY and is_of_a_platform(found.user):
        found.user.name = person.name
    return found.user


def known_or_new(session: Session, person: Person) -> User:
    """Return who *person* is here; somebody new has an account without an address and without a password."""
    user = known(session, person)
    if user is None:
        user = User(name=person.name, email=f"lti-{secrets.token_hex(8)}@{NOBODYS_HOST}")
        if not try_insert(session, user, Identity(issuer=person.issuer, subject=person.subject, user=user)):
            return known_or_new(session, person)
    return user


def take_in(session: Session, user: User, course: Course, role: Role) -> Enrolment:
    """Return what *user* is in *course*: who is not in it comes in, a student becomes staff, nobody becomes less."""
    found = people.enrolment(session, user.id, course.id, lock=True)
    if found and (found.role.is_staff or not role.is_staff):
        return found
    enrolment = enrol(session, user, course, role)
    students_changed(session, course.id)
    return enrolment


def forget(session: Session, user: User) -> None:
    """Forget whom platforms take *user* for: a launch by the same person brings somebody new."""
    for model in (Launch, Identity):
        of_user = delete(model).where(model.user_id == user.id)
        session.execute(of_user, execution_options={"synchronize_session": False})


def is_of_a_platform(user: User) -> bool:
    """Say whether a platform brought this account, and it is used through platforms alone."""
    return user.email.startswith("lti-") and user.email.endswith(f"@{NOBODYS_HOST}")
