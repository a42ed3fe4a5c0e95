"""Platforms, what they have launched, and our keys."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from grader.db.models import ToolKey


def newest_key(session: Session) -> ToolKey | None:
    """Return the key that signs."""
    return session.scalar(select(ToolKey).order_by(ToolKey.id.desc()).limit(1))


def keys_since(session: Session, since: datetime) -> list[ToolKey]:
    """Return the keys that were not retired before *since*, the newest first."""
    found = select(ToolKey).where(or_(ToolKey.retired_at.is_(None), ToolKey.retired_at > since))
    return list(session.scalars(found.order_by(ToolKey.id.desc())))
