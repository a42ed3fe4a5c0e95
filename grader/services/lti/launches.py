"""A launch from its first step to its last: a login that is expected back, a message that is received, a ticket."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import Context, Deployment, Launch, LineItem, Login, Platform, ResourceLink, Role, User
from grader.db.queries import lti as queries
from grader.db.queries import people
from grader.domain.lti import Facts, Message, Person
from grader.domain.traces import plain
from grader.errors import Refused
from grader.services.lti import identities, notice_handlers, passbacks, rosters

LOGIN_LIFETIME = timedelta(minutes=10)
TICKET_LIFETIME = timedelta(minutes=5)
SETTING_UP_LIFETIME = timedelta(minutes=30)
"""For staff, who choose something first."""
NO_LOGIN = "This launch has been used already, is older than 10 minutes, or did not begin here. Open the link again."
NO_TICKET = "This page has been used already, or has become too old. Go back to your LMS and open the link again."
NOT_SET_UP = "Your instructor has to open this link once, to say which {} it leads to. Ask them to, then open it again."


@dataclass(frozen=True)
class Opened:
    """Where a launch leads, as far as that is known."""

    launch: Launch
    facts: Facts
    user: User
    platform: Platform
    context: Context | None
    """None: nobody has said yet which course it is here."""
    line_item: LineItem | None
    """None: nobody has said yet which assignment it is."""


def expect(session: Session, platform_id: int, state: str, nonce: str, now: datetime) -> None:
    """Expect that a login which has begun comes back with this state and this nonce; those of long ago are let go."""
    session.execute(delete(Login).where(Login.expires_at < now - LOGIN_LIFETIME))
    hashes = {"state_hash": _hash(state), "nonce_hash": _hash(nonce)}
    session.add(Login(platform_id=platform_id, expires_at=now + LOGIN_LIFETIME, **hashes))


def expected(session: Session, state: str, now: datetime) -> Login:
    """Return the login that comes back with *state*, and its platform.

    Raises:
        Refused: none is expected.

    """
    login = queries.login(session, _hash(state))
    if login is None or login.used_at or login.expires_at <= now or login.platform.retired_at:
        raise Refused(NO_LOGIN)
    return login


def use_up(session: Session, login: Login, now: datetime) -> None:
    """Expect *login* no more; of several who come back with it at once, one passes.

    Raises:
        Refused: somebody else was first.

    """
    usable = Login.id == login.id, Login.used_at.is_(None), Login.expires_at > now
    used = update(Login).where(*usable).values(used_at=now).returning(Login.id)
    if session.scalar(used, execution_options={"synchronize_session": False}) is None:
        raise Refused(NO_LOGIN)


def receive(session: Session, platform: Platform, person: Person, facts: Facts, now: datetime) -> str:
    """Take in who launches and what the launch tells of the course, and return a ticket to go on with.

    Raises:
        Refused: an instructor has to launch first.

    """
    session.execute(delete(Launch).where(Launch.expires_at < now - SETTING_UP_LIFETIME))
    is_instructor = Role(facts.role) is Role.INSTRUCTOR
    deployment = _deployment(session, platform, facts.deployment_id, is_instructor=is_instructor)
    if is_instructor and facts.notices_url:
        notice_handlers.want(session, deployment.id, facts.notices_url)
    context = queries.context(session, deployment.id, facts.context_id)
    if context is None and not is_instructor:
        raise Refused(NOT_SET_UP.format("course"))
    user = identities.known_or_new(session, person)
    if context:
        note(session, context, facts)
        is_new = people.role(session, user.id, context.course_id) is None
        identities.take_in(session, user, context.course, Role(facts.role))
        _tell_services(session, context, facts, user, is_new=is_new)
        if facts.message is Message.OPEN and not is_instructor and _line_item(session, context, facts) is None:
            raise Refused(NOT_SET_UP.format("assignment"))
    if facts.message is Message.CHOOSE and not is_instructor:
        raise Refused("Only instructors of a course choose assignments for it.")
    ticket = secrets.token_urlsafe(32)
    lifetime = SETTING_UP_LIFETIME if is_instructor else TICKET_LIFETIME
    session.add(
        Launch(
            ticket_hash=_hash(ticket),
            deployment_id=deployment.id,
            user_id=user.id,
            facts=asdict(facts),
            expires_at=now + lifetime,
        )
    )
    session.flush()
    return ticket


def opened(session: Session, ticket: str, now: datetime) -> Opened:
    """Return where the launch with this ticket leads.

    Raises:
        Refused: the ticket is used up, too old, or none of ours.

    """
    launch = queries.launch(session, _hash(plain(ticket)))
    is_over = launch is None or launch.used_at or launch.expires_at <= now or launch.user.erased_at
    if launch is None or is_over or launch.deployment.platform.retired_at:
        raise Refused(NO_TICKET)
    facts = Facts.restored(launch.facts)
    context = queries.context(session, launch.deployment_id, facts.context_id)
    line_item = _line_item(session, context, facts) if context else None
    return Opened(launch, facts, launch.user, launch.deployment.platform, context, line_item)


def finish(session: Session, launch: Launch, now: datetime) -> None:
    """Use the ticket of *launch* up; of several who do it at once, one passes.

    Raises:
        Refused: somebody else was first.

    """
    usable = Launch.id == launch.id, Launch.used_at.is_(None), Launch.expires_at > now
    used = update(Launch).where(*usable).values(used_at=now).returning(Launch.id)
    if session.scalar(used, execution_options={"synchronize_session": False}) is None:
        raise Refused(NO_TICKET)


def note(session: Session, context: Context, facts: Facts) -> ResourceLink | None:
    """Keep what a launch tells of a course and of the link that was opened: what it opens, and where grades go."""
    if facts.memberships_url:
        context.memberships_url = facts.memberships_url
    if facts.message is not Message.OPEN:
        return None
    link = queries.resource_link(session, context.id, facts.link_id)
    if link is None:
        link = ResourceLink(context_id=context.id, resource_link_id=facts.link_id, ags_scopes=[])
        if not try_insert(session, link):
            return note(session, context, facts)
    said = facts.line_item_id and queries.line_item_in(session, context.course_id, facts.line_item_id)
    if said:
        link.line_item_id = said.id
    if facts.ags_line_items_url or facts.ags_line_item_url:
        link.ags_line_item_url = facts.ags_line_item_url or link.ags_line_item_url
        link.ags_line_items_url, link.ags_scopes = facts.ags_line_items_url, facts.ags_scopes
    session.flush()
    return link


def _tell_services(session: Session, context: Context, facts: Facts, user: User, *, is_new: bool) -> None:
    """Have the platform know a score that was there before the launch, and us who else is in a course with news."""
    line_item = _line_item(session, context, facts)
    if line_item:
        passbacks.want(session, line_item.id, [user.id])
    if is_new and context.memberships_url:
        rosters.want(session, context.id)


def _line_item(session: Session, context: Context, facts: Facts) -> LineItem | None:
    """Return what a link opens: always something of the course that is launched."""
    link = queries.resource_link(session, context.id, facts.link_id) if facts.link_id else None
    if link is None or link.line_item_id is None:
        return None
    return queries.line_item_in(session, context.course_id, link.line_item_id)


def _deployment(session: Session, platform: Platform, deployment_id: str, *, is_instructor: bool) -> Deployment:
    """Return a place in a platform; one that is not known yet becomes so when an instructor launches from it."""
    found = queries.deployment(session, platform.id, deployment_id)
    if found:
        return found
    if not is_instructor:
        raise Refused(NOT_SET_UP.format("course"))
    new = Deployment(platform_id=platform.id, deployment_id=deployment_id)
    if not try_insert(session, new):
        return _deployment(session, platform, deployment_id, is_instructor=is_instructor)
    return new


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
