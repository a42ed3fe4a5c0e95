"""Access by programs: personal tokens, and answers that are given again when a request comes again."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, utc_now
from grader.db.models.people import User


class ApiToken(Base):
    """A token by which a program acts as its user, within its scopes; the token itself is stored nowhere."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    """What its user calls it."""
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    """To the minute."""

    user: Mapped[User] = relationship()


class KeptAnswer(Base):
    """The answer to a request with an idempotency key: the same request gets the same answer for a day."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    key: Mapped[str] = mapped_column(String(255))
    request_digest: Mapped[str] = mapped_column(String(64))
    """Of method, path and body: the key with another request is a mistake."""
    status: Mapped[int | None]
    """None: the request is still under way."""
    body: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
