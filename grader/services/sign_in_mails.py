"""Sign-in links by mail: asked for by anybody, made when they are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.db.models import JobState, SignInMail, utc_now
from grader.db.queries import members, people, sign_in_mails
from grader.domain.identity import checked_email
from grader.services.accounts import issue_sign_in_link

LINK_LIFETIME = timedelta(minutes=15)
WINDOW = timedelta(hours=1)
MOST = 3
"""Mails to one person within the window."""
PRIORITY = 1
"""Somebody sits and waits."""
NOBODY = 0
"""An id that no one has."""


@dataclass(frozen=True)
class Letter:
    """What is to be sent."""

    name: str
    email: str
    token: str
    """Of the sign-in link; it is in no database, log or message but this one."""


def ask(session: Session, email: str) -> None:
    """Queue a mail for the person with this address, unless they have had enough.

    For all others a row is queued as well, which is for nobody: the answer takes the same work for every address.

    Raises:
        Refused: this is no address.

    """
    user = people.user_by_email(session, checked_email(email))
    user_id = NOBODY if user is None else user.id
    members.lock_user(session, user_id)
    asked = sign_in_mails.count_since(session, user_id, utc_now() - WINDOW)
    wanted = user is not None and user.erased_at is None and asked < MOST
    session.add(SignInMail(user_id=user_id if wanted else None, priority=PRIORITY, owner="mail"))
    session.flush()


def write(session: Session, mail_id: int, token: str) -> Letter | None:
    """Return the letter with a fresh link; None if there is nothing to send, or *token* is not the newest lease."""
    mail = sign_in_mails.held(session, mail_id, token)
    if mail is None:
        return None
    if mail.user is None:
        session.delete(mail)
        return None
    return Letter(mail.user.name, mail.user.email, issue_sign_in_link(session, mail.user, LINK_LIFETIME))


def sent(session: Session, mail_id: int, token: str, now: datetime) -> None:
    """Write down that the letter is on its way, if *token* is still the newest lease."""
    held = SignInMail.id == mail_id, SignInMail.token == token, SignInMail.state == JobState.OPEN
    ended = {"state": JobState.DONE, "token": None, "finished_at": now}
    session.execute(update(SignInMail).where(*held).values(ended))
