"""Notices of platforms: whose each is, and storing them."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from grader.db.models import Notice, Platform
from grader.db.queries import lti as queries
from grader.domain.asset_notices import AssetNotice
from grader.errors import NotFound
from grader.services.inbound import notices


def platform_of(session: Session, issuer: str, audience: Collection[str]) -> Platform | None:
    """Return the platform that says that it has signed something for one of *audience*; nothing is proven by it."""
    known = queries.platforms_of(session, issuer)
    found = [each for each in known if each.client_id in audience and not each.retired_at]
    return found[0] if len(found) == 1 else None


def receive(session: Session, sent: Sequence[tuple[int, AssetNotice]], *, allow_private: bool) -> list[Notice]:
    """Return the notices of what platforms, by their ids, have sent; stored, all or none.

    Raises:
        WrongField: an address cannot be asked.
        NotFound: a platform does not have such a deployment or course here.
        Refused: another submission came under the same id of a notice.

    """
    for _, notice in sent:
        notices.check_addresses(notice.said, allow_private=allow_private)
    return [_receive(session, session.get_one(Platform, platform_id), notice) for platform_id, notice in sent]


def _receive(session: Session, platform: Platform, notice: AssetNotice) -> Notice:
    place = queries.deployment(session, platform.id, notice.deployment_id)
    context = queries.context(session, place.id, notice.said.context_id) if place else None
    if context is None:
        raise NotFound("This course of the LMS is not connected with one here. Open a link in it first.")
    return notices.receive(session, platform, context.course_id, notice.id, notice.said)
