"""Personal tokens: a program shows one and acts as its user, within the token's scopes."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from grader.db.models import ApiToken, KeptAnswer, User, utc_now
from grader.db.queries import api
from grader.domain.scopes import Scope
from grader.errors import NotFound, Refused
from grader.services.access import LAST_ID
from grader.services.forgetting import UNSYNCHRONISED

MARK = "agr_"
"""How every token begins: a program that searches for secrets that have leaked knows it by that."""
LONGEST_NAME = 120
MOST = 50
"""Tokens of one person."""
STALE = timedelta(minutes=1)
"""The last use of a token is written down so exactly."""


def make(
    session: Session, actor: User, name: str, scopes: Collection[str], expires_at: datetime | None
) -> tuple[ApiToken, str]:
    """Return a new token of the actor, and what the program shows; only a hash of that is kept.

    Raises:
        Refused: the name or the scopes are wrong, it would expire at once, or there are too many.

    """
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"Give the token a name of at most {LONGEST_NAME} characters: what uses it?")
    if not scopes or not set(scopes) <= set(Scope):
        raise Refused("Choose what the token is for.")
    if expires_at is not None and expires_at <= utc_now():
        raise Refused("This token would have expired already. Choose a later time.")
    if len(api.tokens_of(session, actor.id)) >= MOST:
        raise Refused(f"You have {MOST} tokens. Revoke one that is not used any more.")
    shown = MARK + secrets.token_urlsafe(32)
    chosen = [each.value for each in Scope if each in scopes]
    made = ApiToken(user_id=actor.id, name=name, token_hash=_hashed(shown), scopes=chosen, expires_at=expires_at)
    session.add(made)
    session.flush()
    return made, shown


def revoke(session: Session, actor: User, token_id: int) -> str:
    """End a token of the actor's at once; return its name.

    Raises:
        NotFound: the actor has no such token.

    """
    found = session.get(ApiToken, token_id) if token_id <= LAST_ID else None
    if found is None or found.user_id != actor.id:
        raise NotFound("You have no such token.")
    _end(session, [found.id])
    return found.name


def revoke_all(session: Session, user_id: int) -> None:
    """End all tokens of somebody."""
    _end(session, [each.id for each in api.tokens_of(session, user_id)])


def forget_answers(session: Session, user_id: int) -> None:
    """Forget what the programs of somebody were answered: it may be about what is erased."""
    _forget(session, [each.id for each in api.tokens_of(session, user_id)])


def find(session: Session, shown: str, now: datetime) -> ApiToken | None:
    """Return the token, with its user, that a program has shown; None: it is unknown or has expired."""
    if not shown.startswith(MARK):
        return None
    found = api.token(session, _hashed(shown))
    if found is None or found.user.erased_at or (found.expires_at and found.expires_at <= now):
        return None
    return found


def is_use_noted(token: ApiToken, now: datetime) -> bool:
    """Say whether it is written down that the token was used lately."""
    return token.last_used_at is not None and now - token.last_used_at < STALE


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """Write down that a token was used."""
    unnoted = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < now)
    session.execute(update(ApiToken).where(ApiToken.id == token_id, unnoted).values(last_used_at=now))


def _end(session: Session, token_ids: list[int]) -> None:
    _forget(session, token_ids)
    session.execute(delete(ApiToken).where(ApiToken.id.in_(token_ids)), execution_options=UNSYNCHRONISED)


def _forget(session: Session, token_ids: list[int]) -> None:
    its = KeptAnswer.token_id.in_(token_ids)
    session.execute(delete(KeptAnswer).where(its), execution_options=UNSYNCHRONISED)


def _hashed(shown: str) -> str:
    return hashlib.sha256(shown.encode(errors="replace")).hexdigest()
