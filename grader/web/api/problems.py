"""Errors as programs read them: problem documents, RFC 9457."""

import json
import logging
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from grader.errors import AuthorError, GraderError, NotAllowed, NotFound, StudentError, SubmissionError
from grader.logs import first_line
from grader.services.idempotency import KeyReused, UnderWay
from grader.web.requests import request_id, where

log = logging.getLogger(__name__)

ROOT = "/api/v1/"
MEDIA_TYPE = "application/problem+json"
CARRIED = ("Allow", "Retry-After", "WWW-Authenticate")
"""Headers of an error that a program needs."""


@dataclass(frozen=True)
class Kind:
    """A kind of problem; its anchor on the page of the interface is its type."""

    slug: str
    status: int
    title: str
    meaning: str

    @property
    def uri(self) -> str:
        """What tells it from others, for good."""
        return f"{ROOT}#{self.slug}"


BAD_REQUEST = Kind("bad-request", 400, "The request cannot be read", "Its body is not what its headers say.")
UNAUTHORIZED = Kind(
    "unauthorized", 401, "A token is needed", "There is none, it is unknown, has expired or was revoked."
)
SCOPE_MISSING = Kind("scope-missing", 403, "The token is not for this", "Make one that has the scope `detail` names.")
NOT_ALLOWED = Kind("not-allowed", 403, "This is not for you", "Your role in the course does not allow it.")
NOT_FOUND = Kind("not-found", 404, "There is nothing here", "It does not exist, or you may not know that it does.")
METHOD = Kind("method-not-allowed", 405, "This method is not for this address", "`Allow` says which ones are.")
REFUSED = Kind(
    "refused", 409, "That did not work", "A date, a limit or another rule is against it; `detail` says which."
)
UNDER_WAY = Kind("under-way", 409, "The same request is being done", "Ask again in a few seconds, with the same key.")
TOO_BIG = Kind("too-big", 413, "This is too big", "Hand in only the code.")
MEDIA = Kind("unsupported-media-type", 415, "This type of body is not taken", "`detail` says which ones are.")
INVALID = Kind("invalid", 422, "Something in the request is wrong", "`errors` says what, field by field.")
KEY_REUSED = Kind(
    "key-reused", 422, "This key was used for another request", "Use a new Idempotency-Key for each deed."
)
TOO_OFTEN = Kind("too-often", 429, "That was too often", "`Retry-After` says how many seconds to wait.")
BROKEN = Kind(
    "broken-assignment", 500, "This assignment is being mended", "There is a mistake in it that is not yours."
)
OURS = Kind("internal", 500, "Something went wrong on our side", "It has been noted. The same request may come again.")
AWAY = Kind("unavailable", 503, "Something is not there at the moment", "Send the same request again in a minute.")

KINDS = (
    *(BAD_REQUEST, UNAUTHORIZED, SCOPE_MISSING, NOT_ALLOWED, NOT_FOUND, METHOD, REFUSED, UNDER_WAY, TOO_BIG, MEDIA),
    *(INVALID, KEY_REUSED, TOO_OFTEN, BROKEN, OURS, AWAY),
)
BY_STATUS = {kind.status: kind for kind in (BAD_REQUEST, NOT_FOUND, METHOD, TOO_BIG, MEDIA, INVALID, TOO_OFTEN, AWAY)}


class Problem(HTTPException):
    """An error that is answered with a problem document."""

    def __init__(self, kind: Kind, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.code = kind.status
        self.kind = kind
        self.detail = detail
        self.headers = headers or {}
        self.more = more


def is_for_program() -> bool:
    """Say whether this request came from a program, by its address; the page about the interface is for people."""
    return request.path.startswith(ROOT) and request.endpoint != "reference.show"


def answer(error: Exception) -> Response:
    """Return the problem document of *error*; what is our fault is logged."""
    problem = problem_of(error)
    if problem.kind.status >= 500:
        _log(error)
    return document(problem)


def document(problem: Problem) -> Response:
    """Return *problem* as an answer."""
    return Response(body_of(problem), problem.kind.status, problem.headers, content_type=MEDIA_TYPE)


def body_of(problem: Problem) -> str:
    """Return the text of a problem document."""
    kind = problem.kind
    standard = {"type": kind.uri, "title": kind.title, "status": kind.status, "detail": problem.detail}
    number = {"request": request_id()} if kind.status >= 500 else {}
    return json.dumps({**standard, **problem.more, **number})


def problem_of(error: Exception) -> Problem:
    """Return *error* as a problem; what is inside of an error of ours stays inside."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, StudentError):
        return _of_student(error)
    kind = BROKEN if isinstance(error, AuthorError) else AWAY if isinstance(error, GraderError) else OURS
    return Problem(kind, kind.meaning)


def _of_student(error: StudentError) -> Problem:
    kinds: tuple[tuple[type[StudentError], Kind], ...] = (
        (NotFound, NOT_FOUND),
        (NotAllowed, NOT_ALLOWED),
        (KeyReused, KEY_REUSED),
        (UnderWay, UNDER_WAY),
        (StudentError, REFUSED),
    )
    kind = next(kind for known, kind in kinds if isinstance(error, known))
    code: dict[str, Any] = {"code": error.kind} if isinstance(error, SubmissionError) else {}
    return Problem(kind, str(error), **code)


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    kind = BY_STATUS.get(status, OURS if status >= 500 else BAD_REQUEST)
    sent = dict(error.get_headers())
    headers = {name: sent[name] for name in CARRIED if name in sent}
    found = getattr(error, "data", {}).get("messages")  # as webargs says it
    return Problem(kind, kind.meaning, headers=headers, **({"errors": found} if found else {}))


def _log(error: Exception) -> None:
    known = isinstance(error, GraderError)
    told = {"fault": error.fault, "reason": first_line(error)} if isinstance(error, GraderError) else {}
    name = error.kind if isinstance(error, GraderError) else type(error).__name__
    log.error("a request failed", exc_info=None if known else error, extra={**told, "error": name, **where()})
