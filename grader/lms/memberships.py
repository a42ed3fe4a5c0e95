"""Who is in a course of a platform (LTI Names and Role Provisioning Services 2.0)."""

from collections.abc import Iterator
from typing import Any

from pylti1p3.exception import LtiException

from grader.domain.passing_back import MEMBERSHIP_SCOPE
from grader.domain.platform_people import PlatformMember
from grader.lms.connector import Connector, explained

ACCEPT = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


def fetch(connector: Connector, url: str) -> list[PlatformMember]:
    """Return the people on the list at *url*, with all its pages.

    Raises:
        PlatformFailed: there is no such list, or not for us.

    """
    with explained("see who is in its course", is_of_column=False):
        pages = connector.get_paginated_data([MEMBERSHIP_SCOPE], url, accept=ACCEPT)
        return [member for page in pages for member in _members(page["body"])]


def _members(body: Any) -> Iterator[PlatformMember]:
    """Yield the people of one page; who has no id is nobody."""
    if not (isinstance(body, dict) and isinstance(body.get("members"), list)):
        raise LtiException("no list of members")
    for each in body["members"]:
        subject = each.get("user_id")
        roles = each.get("roles")
        if isinstance(subject, str) and subject:
            yield PlatformMember(
                subject,
                _name(each),
                tuple(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else (),
                is_active=each.get("status", "Active") == "Active",
            )


def _name(member: dict[str, Any]) -> str:
    whole = member.get("name")
    if isinstance(whole, str) and whole.strip():
        return whole
    parts = (member.get("given_name"), member.get("family_name"))
    return " ".join(part for part in parts if isinstance(part, str))
