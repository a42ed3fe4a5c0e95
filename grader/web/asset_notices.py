"""Where an LMS tells of submissions by itself: the Platform Notification Service of LTI."""

import json
import logging
from typing import Any

import jwt
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException

from grader.domain.asset_notices import AssetNotice
from grader.domain.inbound import WrongField
from grader.errors import NotFound, Refused
from grader.lms import tokens
from grader.lms.tokens import NotGenuine
from grader.services.inbound import asset_notices as services
from grader.web.database import let_go, reading, writing
from grader.web.inbound import answer, problem, told
from grader.web.security import CLASS, csrf, limiter

log = logging.getLogger(__name__)
asset_notices = Blueprint("asset_notices", __name__)
csrf.exempt(asset_notices)

MAX_BYTES = 256 * 1024
MOST = 20
"""Notices in one request: each may be of another platform, whose keys have to be fetched."""
NO_SIGNATURE = NotGenuine("This cannot be read as a signed notice.")


@asset_notices.post("/lti/notices")
@limiter.limit(CLASS)
def receive() -> Response:
    """Store what platforms tell of submissions, and then say so; what is about something else is let go."""
    request.max_content_length = MAX_BYTES
    try:
        sent = [_read(each) for each in _tokens(request.get_data())]
        about_submissions = [(platform_id, each) for platform_id, each in sent if each]
        allow_private = current_app.config["LMS_IN_PRIVATE"]
        with writing() as session:
            stored = services.receive(session, about_submissions, allow_private=allow_private)
    except NotGenuine as error:
        return problem(401, "The signature is not right", str(error))
    except WrongField as error:
        return problem(422, "A field is not as it must be", str(error), field=error.field)
    except NotFound as error:
        return problem(422, "This course is not connected", str(error))
    except Refused as error:
        return problem(409, "This has come before, and was different", str(error))
    log.info("notices received", extra={"notices": [notice.id for notice in stored]})
    return answer({"notices": [told(notice) for notice in stored]}, 202)


@asset_notices.errorhandler(413)
@asset_notices.errorhandler(429)
def refuse(error: HTTPException) -> Response:
    """Answer what went wrong before anything was read."""
    return problem(error.code or 500, error.name)


def _tokens(body: bytes) -> list[str]:
    try:
        sent = json.loads(body)["notices"]
        found = [each["jwt"] for each in sent]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise NO_SIGNATURE from None
    if not 0 < len(found) <= MOST or not all(isinstance(each, str) for each in found):
        raise NO_SIGNATURE
    return found


def _read(token: str) -> tuple[int, AssetNotice | None]:
    """Return the id of the platform that has signed *token*, and what it says of a submission."""
    issuer, audience = _named(token)
    platform = services.platform_of(reading(), issuer, audience)
    let_go()
    if platform is None:
        raise NO_SIGNATURE
    return platform.id, AssetNotice.of(tokens.verified(token, platform, current_app.extensions["key_sets"]))


def _named(token: str) -> tuple[str, list[str]]:
    """Return by whom and for whom *token* says that it is; nothing is proven by it."""
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise NO_SIGNATURE from None
    audience = claims.get("aud")
    named = [claims.get("iss"), *(audience if isinstance(audience, list) else [audience])]
    if not all(isinstance(each, str) and each.isprintable() for each in named):
        raise NO_SIGNATURE
    return named[0], named[1:]
