"""The interface's document, in the words of OpenAPI 3.1; made from the operations themselves."""

from http import HTTPStatus
from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from marshmallow import fields

from grader.web.api.fields import Sent
from grader.web.api.problems import KINDS, MEDIA_TYPE

TITLE = "Neural grader"
TEXT = (
    "Courses, assignments, submissions, results and regrades for programs. A token of yours lets a program do what you "
    "may do, as far as its scopes go: make one on the page of your account, and send it with each request as "
    "`Authorization: Bearer agr_…`."
)


class ProblemDocument(Sent):
    """What went wrong: RFC 9457."""

    type = fields.String(
        required=True,
        metadata={"description": "Which kind of problem: see there.", "enum": sorted({kind.uri for kind in KINDS})},
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "What happened this time, for people."})
    errors = fields.Dict(metadata={"description": "What is wrong, by place and field."})
    code = fields.String(metadata={"description": "Why a file cannot be a solution, for programs."})
    request = fields.String(metadata={"description": "The request's number; name it when you report the problem."})


class Interface(Api):  # type: ignore[misc]  # flask-smorest has no types
    """The document, and nothing else: errors are answered in :mod:`grader.web.failures`."""

    def _register_error_handlers(self) -> None:
        """Leave the pages' errors alone."""

    def _register_responses(self) -> None:
        """Describe what every operation may answer when something is wrong."""
        content = {MEDIA_TYPE: {"schema": ProblemDocument}}
        for status in HTTPStatus:
            told = {"description": status.phrase, "content": content}
            self.spec.components.response(status.name, told, lazy=True)
        self.spec.components.response("DEFAULT_ERROR", {"description": "Something is wrong.", "content": content})


def make_document(app: Flask) -> Interface:
    """Return the document of *app*'s interface, still without operations."""
    app.config |= {"API_TITLE": TITLE, "API_VERSION": "1", "OPENAPI_VERSION": "3.1.0"}
    made = Interface(app, spec_kwargs={"info": {"description": TEXT}})
    made.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    key = {
        "name": "Idempotency-Key",
        "description": "Who sends the same request with the same key again gets the same answer, for a day.",
        "schema": {"type": "string", "pattern": r"^[\x21-\x7E]{1,255}$"},
    }
    made.spec.components.parameter("IdempotencyKey", "header", key)
    app.extensions["interface"] = made
    return made


def document() -> dict[str, Any]:
    """Return the document."""
    found: dict[str, Any] = current_app.extensions["interface"].spec.to_dict()
    return found
