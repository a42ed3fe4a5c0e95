"""Platforms, what they have launched, and our keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import (
    AuditEvent,
    Context,
    Deployment,
    Identity,
    Launch,
    LineItem,
    Login,
    Platform,
    RegistrationInvite,
    ResourceLink,
    Result,
    Submission,
    ToolKey,
)


def newest_key(session: Session) -> ToolKey | None:
    """Return the key that signs."""
    return session.scalar(select(ToolKey).order_by(ToolKey.id.desc()).limit(1))


def keys_since(session: Session, since: datetime) -> list[ToolKey]:
    """Return the keys that were not retired before *since*, the newest first."""
    found = select(ToolKey).where(or_(ToolKey.retired_at.is_(None), ToolKey.retired_at > since))
    return list(session.scalars(found.order_by(ToolKey.id.desc())))


def platforms(session: Session) -> list[Platform]:
    """Return all platforms, those that are retired as well, by name."""
    return list(session.scalars(select(Platform).order_by(Platform.name, Platform.id)))


def platform(session: Session, platform_id: int) -> Platform | None:
    """Return the platform with this id."""
    return session.get(Platform, platform_id)


def platforms_of(session: Session, issuer: str) -> Sequence[Platform]:
    """Return the platforms of an issuer, those that are retired as well."""
    return session.scalars(select(Platform).where(Platform.issuer == issuer).order_by(Platform.id)).all()


def login(session: Session, state_hash: str) -> Login | None:
    """Return the login with this state, and its platform."""
    return session.scalar(select(Login).where(Login.state_hash == state_hash).options(joinedload(Login.platform)))


def launch(session: Session, ticket_hash: str) -> Launch | None:
    """Return the launch with this ticket, who launched, and the platform."""
    with_platform = joinedload(Launch.deployment).joinedload(Deployment.platform)
    found = select(Launch).where(Launch.ticket_hash == ticket_hash)
    return session.scalar(found.options(with_platform, joinedload(Launch.user)))


def deployment(session: Session, platform_id: int, deployment_id: str) -> Deployment | None:
    """Return a place in a platform by the name that the platform gives it."""
    found = select(Deployment).where(Deployment.platform_id == platform_id)
    return session.scalar(found.where(Deployment.deployment_id == deployment_id))


def identity(session: Session, issuer: str, subject: str) -> Identity | None:
    """Return who somebody of a platform is here, with the user."""
    found = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return session.scalar(found.options(joinedload(Identity.user)))


def context(session: Session, deployment_id: int, context_id: str) -> Context | None:
    """Return a course of a platform, and which it is here."""
    found = select(Context).where(Context.deployment_id == deployment_id, Context.context_id == context_id)
    return session.scalar(found.options(joinedload(Context.course)))


def resource_link(session: Session, context_id: int, resource_link_id: str) -> ResourceLink | None:
    """Return a link of a platform's course, by the id of our row of that and the name that the platform gives it."""
    found = select(ResourceLink).where(ResourceLink.context_id == context_id)
    return session.scalar(found.where(ResourceLink.resource_link_id == resource_link_id))


def line_item_in(session: Session, course_id: int, line_item_id: int) -> LineItem | None:
    """Return a line item, if it is one of this course."""
    return session.scalar(select(LineItem).where(LineItem.id == line_item_id, LineItem.course_id == course_id))


def invite(session: Session, token_hash: str) -> RegistrationInvite | None:
    """Return the invite to register with this token."""
    return session.scalar(select(RegistrationInvite).where(RegistrationInvite.token_hash == token_hash))


def deployments(session: Session) -> dict[int, list[str]]:
    """Return the names of the places in each platform, by its id."""
    found: dict[int, list[str]] = {}
    rows = select(Deployment.platform_id, Deployment.deployment_id).order_by(Deployment.deployment_id)
    for platform_id, name in session.execute(rows):
        found.setdefault(platform_id, []).append(name)
    return found


def students_with_scores(session: Session, line_item_id: int) -> Sequence[int]:
    """Return the students who have something in this column of the gradebook."""
    found = select(Result.student_id).where(Result.line_item_id == line_item_id).order_by(Result.student_id)
    return session.scalars(found).all()


def has_work(session: Session, user_id: int) -> bool:
    """Say whether somebody has handed in, has a score, or has acted as staff."""
    theirs = [Submission.student_id == user_id, Result.student_id == user_id, AuditEvent.actor_id == user_id]
    return any(session.scalar(select(literal(1)).where(each).limit(1)) for each in theirs)
