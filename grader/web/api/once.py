"""Deeds of programs: with an Idempotency-Key, each is done once, however often its request comes.

The key is claimed before anything else; what is done is stored together with the answer to it. A request that a rule
is against is answered the same way again too; one that failed by a fault of ours may come anew.
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import marshmallow as ma
from flask import Response, g, json, request
from sqlalchemy.orm import Session

from grader.db.models import utc_now
from grader.services import idempotency
from grader.services.idempotency import Answer, ClaimLost
from grader.web.api import bearer, problems
from grader.web.api.problems import MEDIA_TYPE, Problem
from grader.web.database import writing

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def begin() -> Response | None:
    """Claim the key of this request, if it has one; return the answer, if it was answered before."""
    key = _key()
    if key is None:
        return None
    digest = _digest()
    with writing() as session:
        claimed = idempotency.claim(session, bearer.token().id, key, digest, utc_now())
    if isinstance(claimed, Answer):
        return _sent(claimed)
    g.claim = claimed
    return None


def do(deed: Callable[[Session], Any], schema: type[ma.Schema], status: int = 200) -> Response:
    """Do *deed* in a transaction and answer with what it returns, as *schema* says it."""
    with writing() as session:
        answer = Answer(status, json.dumps(schema().dump(deed(session)), separators=(",", ":")))
        if "claim" in g:
            idempotency.keep(session, g.claim, answer)
    g.pop("claim", None)
    return _sent(answer)


def end(response: Response) -> Response:
    """Keep the answer to a request that did nothing, or let its key go, if that is our fault."""
    claimed = g.pop("claim", None)
    if claimed is None:
        return response
    with writing() as session:
        if response.status_code >= 500:
            idempotency.release(session, claimed)
            return response
        with suppress(ClaimLost):  # nothing was done, so nothing is lost
            idempotency.keep(session, claimed, Answer(response.status_code, response.get_data(as_text=True)))
    return response


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not KEY.fullmatch(key):
        wrong = {"header": {HEADER: ["Send 1 to 255 visible ASCII characters."]}}
        raise Problem(problems.INVALID, problems.INVALID.meaning, errors=wrong)
    return key


def _digest() -> str:
    """Return the digest of what is asked for: method, address and body; a form counts by what is in it."""
    digest = hashlib.sha256(f"{request.method} {request.full_path} {request.mimetype}\n".encode())
    if request.mimetype == "multipart/form-data":  # its boundary is another one each time
        for name, file in request.files.items(multi=True):
            digest.update(f"{name} {file.filename} ".encode() + hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
        digest.update(repr(sorted(request.form.items(multi=True))).encode())
    else:
        digest.update(request.get_data())
    return digest.hexdigest()


def _sent(answer: Answer) -> Response:
    if answer.status >= 400:
        return Response(answer.body, answer.status, content_type=MEDIA_TYPE)
    sent = Response(answer.body, answer.status, content_type="application/json")
    if answer.status == 201:
        sent.headers["Location"] = json.loads(answer.body)["url"]
    return sent
