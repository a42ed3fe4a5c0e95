"""What a launch by LTI 1.3 says, read from its claims once its signature is known to be right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from grader.domain.traces import plain
from grader.errors import Refused

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NOTICES = f"{CLAIM}platformnotificationservice"
NOTICE_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
SUBMISSION_NOTICE = "LtiAssetProcessorSubmissionNotice"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
LONGEST_ID = 255
LONGEST_URL = 2000
LONGEST_TITLE = 200
LONGEST_DATA = 8000
LINE_ITEM = "line_item"
"""The custom parameter of a link that says which assignment here it opens."""
PROCESSOR = "ltiAssetProcessor"
"""What is told of submissions to an assignment of a platform's own."""
HOST_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789.-_:")
NOBODY = "Somebody without a name"

RoleName = Literal["student", "assistant", "instructor"]


class Message(StrEnum):
    """What a platform wants of a launch; others are not taken."""

    OPEN = "LtiResourceLinkRequest"
    CHOOSE = "LtiDeepLinkingRequest"


@dataclass(frozen=True)
class Person:
    """Somebody, as their platform knows them."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True)
class Facts:
    """What a launch is about, without who launches."""

    message: Message
    deployment_id: str
    role: RoleName
    context_id: str
    context_title: str
    link_id: str
    """Empty where no link is opened, but one chosen."""
    link_title: str
    line_item_id: int | None
    """As the link says; whether it may is to be checked."""
    ags_line_item_url: str | None
    ags_line_items_url: str | None
    ags_scopes: list[str]
    memberships_url: str | None
    return_url: str | None
    """Where a choice is sent."""
    return_data: str | None
    """What has to be sent back with it."""
    page_origins: list[str]
    """Where pages of the platform are, that may show ours in a frame."""
    notices_url: str | None
    """Where notices of submissions can be asked for."""
    is_for_processor: bool
    """What is to be chosen is told of submissions to an assignment of the platform's; no link is made."""

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> Self:
        """Read what is of use in *claims*.

        Raises:
            Refused: something is missing, or is not what the standard says.

        """
        message = _message(claims)
        context, link = _part(claims, f"{CLAIM}context"), _part(claims, f"{CLAIM}resource_link")
        grades, deep = _part(claims, GRADES), _part(claims, DEEP_LINKING)
        context_id = _text(context.get("id"), LONGEST_ID)
        if not context_id:
            raise Refused("Your LMS did not say which course this is. Open the link from inside a course.")
        return cls(
            message=message,
            deployment_id=_needed(claims.get(f"{CLAIM}deployment_id"), "deployment_id"),
            role=role_of(_texts(claims.get(f"{CLAIM}roles"))),
            context_id=context_id,
            context_title=_title(context.get("title")) or _title(context.get("label")) or "A course",
            link_id=_needed(link.get("id"), "resource_link.id") if message is Message.OPEN else "",
            link_title=_title(link.get("title")),
            line_item_id=_number(_part(claims, f"{CLAIM}custom").get(LINE_ITEM)),
            ags_line_item_url=_url(grades.get("lineitem")),
            ags_line_items_url=_url(grades.get("lineitems")),
            ags_scopes=_texts(grades.get("scope")),
            memberships_url=_url(_part(claims, ROSTER).get("context_memberships_url")),
            return_url=_url(deep.get("deep_link_return_url")),
            return_data=_text(deep.get("data"), LONGEST_DATA) if deep.get("data") is not None else None,
            page_origins=_page_origins(claims),
            notices_url=_notices_url(_part(claims, NOTICES)),
            is_for_processor=is_for_processor(claims),
        )

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept as plain data."""
        return cls(**{**kept, "message": Message(kept["message"])})


def person_of(claims: Mapping[str, Any]) -> Person:
    """Return who launches.

    Raises:
        Refused: the platform does not say.

    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise Refused("Your LMS did not say who you are, so nothing can be opened. Ask whoever runs it.")
    names = [claims.get("name"), _joined(claims.get("given_name"), claims.get("family_name"))]
    return Person(str(claims["iss"]), _needed(subject, "sub"), shown_name(*names))


def is_for_processor(claims: Mapping[str, Any]) -> bool:
    """Say whether a processor of submissions is to be chosen for an assignment of the platform's."""
    accepted = _part(claims, DEEP_LINKING).get("accept_types")
    is_choice = claims.get(f"{CLAIM}message_type") == Message.CHOOSE
    return is_choice and isinstance(accepted, list) and PROCESSOR in accepted


def shown_name(*names: Any) -> str:
    """Return the first of *names* that can be shown, cut to what is stored."""
    for name in names:
        text = " ".join(plain(name, 400).split())[:120].strip() if isinstance(name, str) else ""
        if text and text.isprintable():
            return text
    return NOBODY


def role_of(roles: Sequence[str]) -> RoleName:
    """Return what somebody is in a course by their roles in it; what they are in the institution counts for nothing.

    Platforms name a teaching assistant an instructor as well, and a parent who looks on a mentor: neither becomes more
    than they are.
    """
    found = {_in_course(each) for each in roles}
    if "Instructor" in found and "TeachingAssistant" not in found:
        return "instructor"
    return "assistant" if found & {"TeachingAssistant", "ContentDeveloper"} else "student"


def origin(url: str) -> str:
    """Return scheme, host and port of *url*; empty if it has none that a browser would take."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or not set(host) <= HOST_CHARACTERS:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}"


def _in_course(role: str) -> str:
    """Return the core role that *role* is, or is part of; ``Instructor#TeachingAssistant`` is the lesser of both."""
    if role in {"Instructor", "TeachingAssistant", "ContentDeveloper", "Learner"}:
        return role
    if role.startswith(f"{MEMBERSHIP}#"):
        return role.removeprefix(f"{MEMBERSHIP}#")
    if not role.startswith(f"{MEMBERSHIP}/"):
        return ""
    core, _, part = role.removeprefix(f"{MEMBERSHIP}/").partition("#")
    return "TeachingAssistant" if part.startswith("TeachingAssistant") else core


def _message(claims: Mapping[str, Any]) -> Message:
    try:
        return Message(str(claims.get(f"{CLAIM}message_type")))
    except ValueError:
        raise Refused("Your LMS asks for something that the grader does not do.") from None


def _page_origins(claims: Mapping[str, Any]) -> list[str]:
    urls = [
        claims.get("iss"),
        _part(claims, f"{CLAIM}launch_presentation").get("return_url"),
        _part(claims, DEEP_LINKING).get("deep_link_return_url"),
        _part(claims, f"{CLAIM}tool_platform").get("url"),
    ]
    return sorted({origin(url) for url in urls if isinstance(url, str)} - {""})


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(name)
    return found if isinstance(found, dict) else {}


def _needed(value: Any, name: str) -> str:
    text = _text(value, LONGEST_ID)
    if not text:
        raise Refused(f"Your LMS did not send “{name}”, or not as a text. Ask whoever runs it.")
    return text


def _text(value: Any, longest: int) -> str:
    """Return a text that is stored as it is, or not at all."""
    if value is None or not isinstance(value, str):
        return ""
    if len(value) > longest or plain(value, longest) != value:
        raise Refused("Your LMS sent a text that is too long, or has characters that cannot be stored.")
    return value


def _texts(value: Any) -> list[str]:
    found = value if isinstance(value, list) else []
    return [each for each in found[:100] if isinstance(each, str) and len(each) <= LONGEST_ID]


def _title(value: Any) -> str:
    return " ".join(plain(value, 1000).split())[:LONGEST_TITLE] if isinstance(value, str) else ""


def _url(value: Any) -> str | None:
    text = _text(value, LONGEST_URL)
    return text if text and origin(text) else None


def _notices_url(service: Mapping[str, Any]) -> str | None:
    """Return where notices are asked for, if we may, and there are some of submissions."""
    may_ask = NOTICE_SCOPE in _texts(service.get("scope"))
    if not may_ask or SUBMISSION_NOTICE not in _texts(service.get("notice_types_supported")):
        return None
    return _url(service.get("platform_notification_service_url"))


def _number(value: Any) -> int | None:
    text = str(value) if isinstance(value, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _joined(*names: Any) -> str:
    return " ".join(each for each in names if isinstance(each, str))


@dataclass(frozen=True)
class Registration:
    """What has to be known of a platform, as it was typed or as it was told."""

    name: str
    issuer: str
    client_id: str
    auth_login_url: str
    auth_token_url: str
    key_set_url: str
    auth_audience: str = ""
    deployment_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that all can be stored.

        Raises:
            Refused: a field is empty or too long; the message names it.

        """
        needed = {"name": self.name, "issuer": self.issuer, "client id": self.client_id}
        for name, text in needed.items():
            longest = LONGEST_TITLE if name == "name" else LONGEST_ID
            if not 0 < len(text) <= longest or not text.isprintable():
                raise Refused(f"Enter the {name}, in at most {longest} characters.")
        if not all(0 < len(each) <= LONGEST_ID and each.isprintable() for each in self.deployment_ids):
            raise Refused(f"A deployment id has at most {LONGEST_ID} characters.")
        if len(self.auth_audience) > LONGEST_URL or not self.auth_audience.isprintable():
            raise Refused(f"Enter the audience of tokens in at most {LONGEST_URL} characters, or leave it empty.")
        if not origin(self.issuer):
            raise Refused("The issuer is an address that begins with https:// or http://.")

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses that are asked for something."""
        return self.auth_login_url, self.auth_token_url, self.key_set_url
