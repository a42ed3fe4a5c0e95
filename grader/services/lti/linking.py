"""Who has an account here already keeps it: their launches come into that one from then on.

They show that both are theirs: they make a code in the account, and enter it in a page that they have launched. Nothing
is linked by a click on what somebody else has sent them, and nothing by a mail address.
"""

from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from grader.db.models import Enrolment, Identity, Launch, Role, User
from grader.db.queries import lti as queries
from grader.db.queries import people
from grader.errors import Refused
from grader.services.accounts import issue_sign_in_link, use_sign_in_link
from grader.services.lti import identities
from grader.services.lti.launches import Opened

CODE_LIFETIME = timedelta(minutes=15)
WRONG_CODE = "This code is wrong, has been used, or is older than 15 minutes. Make a new one in your account."
HAS_WORK = (
    "Your launches have an account of their own already, with work in it, so they stay there. Ask whoever runs it."
)


def make_code(session: Session, actor: User) -> str:
    """Return a code that stands for the actor once; it is as good as a sign-in link."""
    return issue_sign_in_link(session, actor, CODE_LIFETIME)


def may_link(session: Session, user: User) -> bool:
    """Say whether a platform brought this account, and nothing was done in it yet."""
    return identities.is_of_a_platform(user) and not queries.has_work(session, user.id)


def link(session: Session, opened: Opened, code: str) -> User:
    """Let whoever launched be, from now on, the person who made *code*; return who that is.

    Raises:
        Refused: the code is of no use, or what they did by launching stands in the way.

    """
    stranger = session.get_one(User, opened.user.id)
    if not may_link(session, stranger):
        raise Refused(HAS_WORK)
    try:
        user = use_sign_in_link(session, code.strip())
    except Refused:
        raise Refused(WRONG_CODE) from None
    if identities.is_of_a_platform(user):
        raise Refused(WRONG_CODE)
    for enrolment in people.enrolments(session, stranger.id):
        identities.take_in(session, user, enrolment.course, Role(enrolment.role))
    unsynchronised = {"synchronize_session": False}
    for statement in (
        delete(Enrolment).where(Enrolment.user_id == stranger.id),
        update(Identity).where(Identity.user_id == stranger.id).values(user_id=user.id),
        update(Launch).where(Launch.user_id == stranger.id).values(user_id=user.id),
    ):
        session.execute(statement, execution_options=unsynchronised)
    return user
