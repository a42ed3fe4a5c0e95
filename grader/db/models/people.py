"""People, and what they are in which course."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grader.db.models.base import Base, Job, Role, utc_now
from grader.db.models.courses import Course


class User(Base):
    """A person."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    """An IANA name, such as ``Europe/Berlin``; None: not known yet, times are shown in UTC."""
    is_operator: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Sees how the whole installation is."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    erased_at: Mapped[datetime | None]
    """Since then the row stands for somebody whose name and address are gone."""

    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="user")


class SignInLink(Base):
    """A link that signs its user in, once."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class SignInMail(Job, Base):
    """A sign-in link that somebody has asked for by mail; it is made when it is sent, and stored nowhere."""

    __tablename__ = "sign_in_mails"
    __table_args__ = (Index("ix_sign_in_mails_queue", "state", "due"),)

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """None: an address that is nobody's; such a row only makes the answer take as long as every other."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    user: Mapped[User | None] = relationship()


class Enrolment(Base):
    """A person in a course."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    role: Mapped[Role]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    user: Mapped[User] = relationship(back_populates="enrolments")
    course: Mapped[Course] = relationship(back_populates="enrolments")
