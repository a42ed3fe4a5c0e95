"""Platforms that may launch the grader, registered by operators."""

from datetime import datetime

from sqlalchemy.orm import Session

from grader import outside
from grader.db.inserting import try_insert
from grader.db.models import Deployment, Platform, User
from grader.db.queries import lti as queries
from grader.domain.lti import Registration, origin
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services.access import LAST_ID, require_operator

UNKNOWN = "This LMS is not registered here. Ask whoever runs the grader to register it."
AMBIGUOUS = "This LMS has several registrations here, and did not say which it means. Ask whoever runs it."
OTHER_KEYS = (
    "There is a platform of this issuer already, whose keys are at another host. Two that share an issuer share its"
    " people, so they must share its keys. Check the addresses, or retire the other one first."
)


def for_login(session: Session, issuer: str, client_id: str) -> Platform:
    """Return the platform that begins a login; it need not say who we are there, if that is clear.

    Raises:
        Refused: there is none, or it is not clear which.

    """
    known = [each for each in queries.platforms_of(session, plain(issuer)) if not each.retired_at]
    found = [each for each in known if client_id in {"", each.client_id}]
    if not found:
        raise Refused(UNKNOWN)
    if len(found) > 1:
        raise Refused(AMBIGUOUS)
    return found[0]


def register(session: Session, actor: User, registration: Registration, *, allow_private: bool) -> Platform:
    """Return a new platform.

    Raises:
        NotFound: the actor is no operator.
        Refused: an address cannot be used, it is registered already, or it would share an issuer with strangers.

    """
    require_operator(actor)
    for url in registration.urls:
        outside.check_address(url, allow_private=allow_private)
    others = queries.platforms_of(session, registration.issuer)
    if any(origin(each.key_set_url) != origin(registration.key_set_url) for each in others):
        raise Refused(OTHER_KEYS)
    made = Platform(
        name=registration.name,
        issuer=registration.issuer,
        client_id=registration.client_id,
        auth_login_url=registration.auth_login_url,
        auth_token_url=registration.auth_token_url,
        auth_audience=registration.auth_audience or None,
        key_set_url=registration.key_set_url,
    )
    if not try_insert(session, made):
        raise Refused("This platform is registered already, with this client id.")
    session.add_all(Deployment(platform_id=made.id, deployment_id=each) for each in registration.deployment_ids)
    session.flush()
    return made


def retire(session: Session, actor: User, platform_id: int, now: datetime) -> Platform:
    """Let a platform launch nothing any more, or again if it was retired; what it has brought stays.

    Raises:
        NotFound: the actor is no operator, or there is no such platform.

    """
    require_operator(actor)
    found = queries.platform(session, platform_id) if platform_id <= LAST_ID else None
    if found is None:
        raise NotFound("There is no such platform.")
    found.retired_at = None if found.retired_at else now
    return found
