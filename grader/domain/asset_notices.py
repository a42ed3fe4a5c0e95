"""Notices of an LMS about submissions (LTI Asset Processor 1.0), read from their claims once they are known genuine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from grader.domain.inbound import TYPE, Announcement, WrongField, checked_id, of_webhook
from grader.domain.lti import CLAIM, LINE_ITEM, SUBMISSION_NOTICE

ASSET_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/asset.readonly"


@dataclass(frozen=True)
class AssetNotice:
    """One submission in a course of a platform."""

    id: str
    """The platform's own, of this notice."""
    deployment_id: str
    said: Announcement

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Self | None:
        """Return what *claims* say of a submission; None if they are about something else.

        Raises:
            WrongField: it cannot be read.

        """
        notice = claims.get(f"{CLAIM}notice")
        if not isinstance(notice, dict) or not isinstance(notice.get("id"), str):
            raise WrongField("notice", "A notice has an id and a type.")
        if notice.get("type") != SUBMISSION_NOTICE:
            return None
        service = claims.get(f"{CLAIM}assetservice")
        data = {name: claims[f"{CLAIM}{name}"] for name in PARTS if f"{CLAIM}{name}" in claims}
        custom = claims.get(f"{CLAIM}custom")
        line_item = custom.get(LINE_ITEM) if isinstance(custom, dict) else None
        data |= {"platform": claims["iss"], "assets": service.get("assets") if isinstance(service, dict) else None}
        data |= {"custom": {LINE_ITEM: line_item}} if line_item else {}
        said = of_webhook({"type": TYPE, "data": data})
        return cls(checked_id("notice.id", notice["id"]), said.deployment_id, said)


PARTS = ("deployment_id", "context", "activity", "submission", "for_user")
"""Claims that are called as our fields are."""
