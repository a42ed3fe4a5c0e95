"""Links by which a platform registers itself, made by operators: each is good for one platform, for an hour."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from grader.db.models import Platform, RegistrationInvite, User
from grader.db.queries import lti as queries
from grader.domain.lti import Registration
from grader.errors import Refused
from grader.services.access import require_operator
from grader.services.lti import platforms

LIFETIME = timedelta(hours=1)
NO_INVITE = "This link has been used already, or is older than an hour. Ask whoever runs the grader for a new one."


def invite(session: Session, actor: User, now: datetime) -> str:
    """Return the token of a new link; only its hash is kept.

    Raises:
        NotFound: the actor is no operator.

    """
    require_operator(actor)
    session.execute(delete(RegistrationInvite).where(RegistrationInvite.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(RegistrationInvite(token_hash=_hash(token), actor_id=actor.id, expires_at=now + LIFETIME))
    return token


def require(session: Session, token: str, now: datetime) -> RegistrationInvite:
    """Return the invite with this token.

    Raises:
        Refused: it is used, too old, or none of ours.

    """
    found = queries.invite(session, _hash(token))
    if found is None or found.used_at or found.expires_at <= now:
        raise Refused(NO_INVITE)
    return found


def accept(session: Session, token: str, registration: Registration, now: datetime, *, allow_private: bool) -> Platform:
    """Register a platform by its link, for the operator who made that, and use the link up.

    Raises:
        NotFound: who made the link is no operator any more.
        Refused: the link is used up, or the platform cannot be registered; the message says why.

    """
    found = require(session, token, now)
    usable = RegistrationInvite.id == found.id, RegistrationInvite.used_at.is_(None)
    used = update(RegistrationInvite).where(*usable).values(used_at=now).returning(RegistrationInvite.id)
    if session.scalar(used, execution_options={"synchronize_session": False}) is None:
        raise Refused(NO_INVITE)
    actor = session.get_one(User, found.actor_id)
    return platforms.register(session, actor, registration, allow_private=allow_private)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
