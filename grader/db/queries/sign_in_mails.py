"""Mails with sign-in links that were asked for."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import JobState, SignInMail


def count_since(session: Session, user_id: int, since: datetime) -> int:
    """Return how many mails to this person have been asked for since then."""
    found = select(func.count()).select_from(SignInMail)
    return session.scalar(found.where(SignInMail.user_id == user_id, SignInMail.created_at > since)) or 0


def held(session: Session, mail_id: int, token: str) -> SignInMail | None:
    """Return a mail with its user, if *token* is its newest lease."""
    its_lease = SignInMail.id == mail_id, SignInMail.token == token, SignInMail.state == JobState.OPEN
    return session.scalar(select(SignInMail).where(*its_lease).options(joinedload(SignInMail.user)))
