"""Where other systems announce what students handed in with them; every answer is for programs."""

import json
import logging
import re
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException

from grader.db.models import Notice, Source
from grader.db.queries import inbound as queries
from grader.domain.inbound import LAST_ID, WrongField, of_webhook
from grader.errors import Refused
from grader.services.inbound import notices, signing, sources
from grader.web.database import reading, writing
from grader.web.security import CLASS, csrf, limiter

log = logging.getLogger(__name__)
inbound = Blueprint("inbound", __name__, url_prefix="/api/v1/webhooks/submissions")
csrf.exempt(inbound)

MAX_BYTES = 64 * 1024
PUBLIC_ID = re.compile(r"[0-9a-f]{32}")


@inbound.post("")
@limiter.limit(CLASS, key_func=lambda: f"source {request.args.get('source', '')[:10]} {get_remote_address()}")
def receive() -> Response:
    """Store what a source announces, and then say so; without its signature nothing is looked at."""
    request.max_content_length = MAX_BYTES
    body = request.get_data()
    source, headers = _source(), {name: request.headers.get(name, "") for name in signing.HEADERS}
    if not signing.is_signed(body, headers, sources.keys(source)) or source is None:
        return _not_signed()
    try:
        notice = _store(source.id, body)
    except WrongField as error:
        return problem(422, "A field is not as it must be", str(error), field=error.field)
    except Refused as error:
        return problem(409, "This has come before, and was different", str(error))
    except (ValueError, RecursionError):
        return problem(400, "The body is no JSON")
    if notice is None:
        return _not_signed()
    log.info("notice received", extra={"notice": notice.id, "source": source.id})
    return answer(told(notice), 202)


@inbound.get("/<public_id>")
@limiter.limit(CLASS)
def status(public_id: str) -> Response:
    """Say what has become of a notice, to whoever knows its id; there is nothing about a person in it."""
    notice = queries.by_public_id(reading(), public_id) if PUBLIC_ID.fullmatch(public_id) else None
    if notice is None:
        return problem(404, "There is no such notice")
    return answer(
        {
            "id": notice.public_id,
            "state": notices.fate_of(notice).value,
            "received_at": notice.received_at.isoformat(),
            "message": notices.told(notice),
            "submission": {"id": notice.submission_id} if notice.submission_id else None,
        }
    )


@inbound.errorhandler(413)
@inbound.errorhandler(429)
def refuse(error: HTTPException) -> Response:
    """Answer what went wrong before anything was read: too much, or too often."""
    return problem(error.code or 500, error.name)


def told(notice: Notice) -> dict[str, str]:
    """Return what the sender of a notice is told of it at once."""
    path = url_for("inbound.status", public_id=notice.public_id)
    return {"id": notice.public_id, "status_url": f"{current_app.config['ADDRESS']}{path}"}


def answer(data: dict[str, Any], status: int = 200) -> Response:
    """Return *data* for a program."""
    return Response(json.dumps(data), status, mimetype="application/json")


def problem(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """Return an answer by RFC 9457."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = answer({name: value for name, value in said.items() if value != ""}, status)
    response.mimetype = "application/problem+json"
    return response


def _source() -> Source | None:
    asked = request.args.get("source", "")
    is_id = asked.isascii() and asked.isdigit() and len(asked) <= 10 and int(asked) <= LAST_ID
    return queries.source(reading(), int(asked)) if is_id else None


def _store(source_id: int, body: bytes) -> Notice | None:
    """Return the notice; None when the source has just been deleted."""
    said = of_webhook(json.loads(body))
    with writing() as session:
        source = queries.source(session, source_id)
        if source is None:
            return None
        notices.check_source(source, said, allow_private=current_app.config["WEBHOOKS_TO_PRIVATE"])
        return notices.receive(session, source, source.course_id, request.headers["webhook-id"], said)


def _not_signed() -> Response:
    """Return the one answer to everything that is not signed as it must be: it tells nobody why."""
    response = problem(401, "The signature is not right")
    response.headers["WWW-Authenticate"] = "Webhook-Signature"
    return response
