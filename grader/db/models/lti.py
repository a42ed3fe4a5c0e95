"""LTI 1.3: platforms that launch the grader, who and what of theirs is whom and what here, and grades for them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, UniqueConstraint, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from grader.db.models.base import Base, Job, JobState, utc_now
from grader.db.models.courses import Course, LineItem
from grader.db.models.people import User


class Platform(Base):
    """An LMS in which the grader is registered as a tool."""

    __tablename__ = "lti_platforms"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    """Who we are there; schools may share an issuer, and differ in this."""
    auth_login_url: Mapped[str] = mapped_column(String(2000))
    auth_token_url: Mapped[str] = mapped_column(String(2000))
    auth_audience: Mapped[str | None] = mapped_column(String(2000))
    """Of our token requests, where it is not the token address."""
    key_set_url: Mapped[str] = mapped_column(String(2000))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    retired_at: Mapped[datetime | None]
    """Since then it can launch nothing, and is sent nothing."""


class Deployment(Base):
    """A place in a platform where the tool is."""

    __tablename__ = "lti_deployments"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platforms.id"))
    deployment_id: Mapped[str] = mapped_column(String(255))

    platform: Mapped[Platform] = relationship()


class RegistrationInvite(Base):
    """A link by which a platform can register itself, once."""

    __tablename__ = "lti_registration_invites"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ToolKey(Base):
    """A key pair of ours; the newest signs, those retired a while ago are not published any more."""

    __tablename__ = "lti_tool_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(String(64), unique=True)
    private_pem: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    retired_at: Mapped[datetime | None]


class Login(Base):
    """A login that a platform has begun: its state and nonce are good for one launch, for some minutes."""

    __tablename__ = "lti_logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    nonce_hash: Mapped[str] = mapped_column(String(64), unique=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("lti_platforms.id"))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    platform: Mapped[Platform] = relationship()


class Launch(Base):
    """A launch that was found genuine: whoever holds its ticket may go on from it, for some minutes."""

    __tablename__ = "lti_launches"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployments.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Who launched."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What about: :class:`grader.domain.lti.Facts`."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    deployment: Mapped[Deployment] = relationship()
    user: Mapped[User] = relationship()


class Identity(Base):
    """Who somebody of a platform is here; never found by an e-mail address."""

    __tablename__ = "lti_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    user: Mapped[User] = relationship()


class Context(Base):
    """A course of a platform, and which course it is here."""

    __tablename__ = "lti_contexts"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployments.id"))
    context_id: Mapped[str] = mapped_column(String(255))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), index=True)
    memberships_url: Mapped[str | None] = mapped_column(String(2000))
    """Where names and roles can be asked for."""

    deployment: Mapped[Deployment] = relationship()
    course: Mapped[Course] = relationship()


class ResourceLink(Base):
    """A link in a course of a platform, and which line item it opens."""

    __tablename__ = "lti_resource_links"
    __table_args__ = (UniqueConstraint("context_id", "resource_link_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("lti_contexts.id"))
    resource_link_id: Mapped[str] = mapped_column(String(255))
    line_item_id: Mapped[int | None] = mapped_column(ForeignKey("line_items.id"), index=True)
    """None: nobody has chosen an assignment for it yet."""
    ags_line_item_url: Mapped[str | None] = mapped_column(String(2000))
    """The platform's own line item for it; None: not known or not made yet."""
    ags_line_items_url: Mapped[str | None] = mapped_column(String(2000))
    """Where line items are found and made."""
    ags_scopes: Mapped[list[str]] = mapped_column(JSON, default=list)

    context: Mapped[Context] = relationship()
    line_item: Mapped[LineItem | None] = relationship()


class RosterSync(Job, Base):
    """Names and roles of a context, fetched when staff asks or somebody unknown launches."""

    __tablename__ = "lti_roster_syncs"
    __table_args__ = (Index("ix_lti_roster_syncs_queue", "state", "due"),)

    context_id: Mapped[int] = mapped_column(ForeignKey("lti_contexts.id"), unique=True)
    is_stale: Mapped[bool] = mapped_column(default=False)
    """It was asked for again while it was under way."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    synced_at: Mapped[datetime | None]
    people: Mapped[int] = mapped_column(default=0)
    """So many were on the last list."""
    added: Mapped[int] = mapped_column(default=0)
    """So many of them were new to the course."""
    inactive: Mapped[int] = mapped_column(default=0)
    """So many on the list are not active there; they are left as they are."""

    context: Mapped[Context] = relationship()


class NoticeHandler(Job, Base):
    """That a platform is to tell of submissions, asked of it once for each place that it has us in."""

    __tablename__ = "lti_notice_handlers"
    __table_args__ = (Index("ix_lti_notice_handlers_queue", "state", "due"),)

    deployment_id: Mapped[int] = mapped_column(ForeignKey("lti_deployments.id"), unique=True)
    url: Mapped[str] = mapped_column(String(2000))
    """Where it is asked."""

    deployment: Mapped[Deployment] = relationship()


class Passback(Job, Base):
    """The grade of one student for one link of a platform: open until the platform has it."""

    __tablename__ = "lti_passbacks"
    __table_args__ = (
        UniqueConstraint("resource_link_id", "student_id"),
        Index("ix_lti_passbacks_queue", "state", "due"),
    )
    FARTHEST: ClassVar[timedelta] = timedelta(hours=24)
    """The longest pause between two tries is shorter."""

    resource_link_id: Mapped[int] = mapped_column(ForeignKey("lti_resource_links.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    subject: Mapped[str] = mapped_column(String(255))
    """Who the student is at the platform."""
    is_stale: Mapped[bool] = mapped_column(default=False)
    """The grade changed while it was being sent."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    wanted_at: Mapped[datetime] = mapped_column(default=utc_now)
    """Since when the platform should have the grade as it is now."""
    times_failed: Mapped[int] = mapped_column(default=0)
    """In a row."""
    last_error: Mapped[str] = mapped_column(default="")
    """Why it was not taken the last time, in words; empty: it was."""
    last_error_at: Mapped[datetime | None]
    sent_score: Mapped[Decimal | None]
    sent_at: Mapped[datetime | None]
    """When the platform took the grade; None: it never has."""
    score_timestamp: Mapped[datetime | None]
    """The newest that a score was sent with; the next one is at least a second later."""

    resource_link: Mapped[ResourceLink] = relationship()
    student: Mapped[User] = relationship()

    @classmethod
    def is_held_up(cls) -> ColumnElement[bool]:
        """Return the condition that students see no scores, or another one is about to find or make the column.

        There must be but one column for a link.
        """
        earlier = aliased(cls)
        goes_first = (
            (earlier.resource_link_id == cls.resource_link_id)
            & (earlier.state == JobState.OPEN)
            & (earlier.id < cls.id)
        )
        without_column = select(ResourceLink.id).where(ResourceLink.ags_line_item_url.is_(None))
        hidden = select(ResourceLink.id).join(ResourceLink.line_item)
        hidden = hidden.where(~(LineItem.is_published & LineItem.are_scores_shown))
        link_id = cls.resource_link_id
        return or_(link_id.in_(hidden), link_id.in_(without_column) & exists().where(goes_first))
