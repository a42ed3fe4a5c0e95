"""Names and roles of a platform's course. Who is on its list comes into the one here; nobody goes or becomes less."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import JobState, Role, RosterSync, User, utc_now
from grader.db.queries import people
from grader.db.queries import rosters as queries
from grader.domain.lti import Person, role_of, shown_name
from grader.domain.passing_back import Client
from grader.domain.platform_people import PlatformMember
from grader.domain.traces import plain
from grader.errors import Refused
from grader.services import audit
from grader.services.access import require_instructor
from grader.services.audit import Action
from grader.services.lti import identities, keys

PRIORITY = 1
"""Somebody sits and waits."""
LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class Order:
    """Which list is to be fetched, and from whom."""

    client: Client
    url: str


@dataclass(frozen=True)
class Count:
    """What a list has come to."""

    people: int
    added: int
    inactive: int


def want(session: Session, context_id: int) -> None:
    """Have the list of a platform's course fetched soon."""
    session.flush()
    sync = queries.of_context(session, context_id)
    if sync is None:
        if not try_insert(session, RosterSync(context_id=context_id, priority=PRIORITY, owner="rosters")):
            want(session, context_id)
    elif sync.state is JobState.OPEN:
        sync.is_stale = sync.token is not None
    else:
        sync.reopen(utc_now())


def want_all(session: Session, actor: User, course_id: int) -> int:
    """Have all lists of a course fetched, and return how many that are.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: no platform tells who is in it.

    """
    course = require_instructor(session, actor, course_id)
    contexts = queries.fetchable(session, course_id)
    if not contexts:
        raise Refused("No LMS tells who is in this course. Open a link from your LMS first, with names and roles on.")
    for context_id in contexts:
        want(session, context_id)
    audit.note(session, actor, course_id, Action.FETCHED_ROSTER, course.title)
    return len(contexts)


def write(session: Session, sync_id: int, token: str, now: datetime) -> Order | None:
    """Return what is to be fetched; None if nothing is, or *token* is not the newest lease."""
    sync = queries.held(session, sync_id, token)
    if sync is None:
        return None
    platform = sync.context.deployment.platform
    if platform.retired_at or not sync.context.memberships_url:
        sync.finish(now)
        return None
    sync.is_stale = False
    return Order(keys.client(session, platform), sync.context.memberships_url)


def take_in(session: Session, sync_id: int, token: str, members: Sequence[PlatformMember]) -> int | None:
    """Enrol those who are new, and return how many were; None, and nothing is done, when the lease is lost."""
    sync = queries.held(session, sync_id, token)
    if sync is None:
        return None
    course, issuer = sync.context.course, sync.context.deployment.platform.issuer
    added = 0
    for member in members:
        if member.subject != plain(member.subject, LONGEST_SUBJECT):
            continue
        user = identities.known_or_new(session, Person(issuer, member.subject, shown_name(member.name)))
        if user.erased_at is None:
            added += people.role(session, user.id, course.id) is None
            identities.take_in(session, user, course, Role(role_of(member.roles)))
    return added


def finish(session: Session, sync_id: int, token: str, count: Count, now: datetime) -> bool:
    """Write down what a list has come to; False, and nothing is written, when *token* is not the newest lease."""
    sync = queries.held(session, sync_id, token)
    if sync is None:
        return False
    sync.synced_at = now
    sync.people, sync.added, sync.inactive = count.people, count.added, count.inactive
    if sync.is_stale:
        sync.reopen(now)
    else:
        sync.finish(now)
    return True
