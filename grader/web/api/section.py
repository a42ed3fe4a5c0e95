"""A part of the interface: operations that say what they need, and are documented by that."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import marshmallow as ma
from flask import Request, Response, current_app, request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from grader.domain.scopes import Scope
from grader.services.access import LAST_ID
from grader.web.api import bearer, once, problems
from grader.web.api.problems import Problem
from grader.web.security import csrf, limiter

View = TypeVar("View", bound=Callable[..., Any])

A_MINUTE = "600 per minute"
"""Requests of one token."""
DESCRIBED = {
    "course_id": "Id of a course.",
    "line_item_id": "Id of an assignment in a course.",
    "submission_id": "Id of a submission.",
    "regrade_id": "Id of a regrade.",
    "endpoint_id": "Id of an endpoint of the course.",
    "message_id": "Id of a message to the endpoint.",
    "passback_id": "Id of a grade for a platform.",
}
ID = f"<int(min=1, max={LAST_ID}):%s>"


class _Strict(FlaskParser):
    """Takes JSON that is called JSON, and no argument that is not known."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012 - webargs' own

    def _raw_load_json(self, req: Request) -> Any:
        require_type("application/json")
        try:
            return super()._raw_load_json(req)
        except (ValueError, RecursionError):  # brackets without end; numbers of thousands of digits
            raise Problem(problems.BAD_REQUEST, "The body is not JSON that can be read.") from None


class Section(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """Operations on one kind of thing."""

    ARGUMENTS_PARSER = _Strict()

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, url_prefix="/api/v1", description=description)
        self.before_request(_begin)
        self.after_request(once.end)
        self.after_request(bearer.note_use)
        self.after_request(_tell_limits)
        csrf.exempt(self)  # no cookie counts here
        limiter.shared_limit(A_MINUTE, scope="api", key_func=bearer.caller)(self)

    def operation(
        self,
        rule: str,
        *,
        scope: Scope,
        answer: type[ma.Schema] | None,
        method: str = "GET",
        status: int = 200,
        query: type[ma.Schema] | None = None,
        body: type[ma.Schema] | None = None,
        **documented: Any,
    ) -> Callable[[View], View]:
        """Make a function an operation; *documented* is added to what the document says of it."""

        def register(view: View) -> View:
            needed = [{"token": [scope.value]}]
            made: Any = self.doc(operationId=view.__name__, security=needed, **_told(method, **documented))(view)
            if query:
                made = self.arguments(query, location="query")(made)
            if body:
                made = self.arguments(body)(made)
            made = self.response(status, answer, headers=_headers(query, status))(made)
            made.scope = scope
            self.route(rule, methods=[method], parameters=_parameters(rule))(made)
            return view

        return register


def path_id(name: str) -> str:
    """Return the part of a rule that is an id."""
    return ID % name


def require_type(*types: str) -> None:
    """Let a body of one of these types pass.

    Raises:
        Problem: it has another, or none.

    """
    if request.mimetype not in types:
        raise Problem(problems.MEDIA, f"Send the body as {' or '.join(types)}.")


def refuse(**errors: str) -> NoReturn:
    """Say what is wrong with which field."""
    raise Problem(problems.INVALID, problems.INVALID.meaning, errors={"json": {k: [v] for k, v in errors.items()}})


def _begin() -> Response | None:
    view: Any = current_app.view_functions[request.endpoint or ""]
    bearer.require(view.scope)
    return once.begin() if request.method == "POST" else None


def _tell_limits(response: Response) -> Response:
    """Say how many requests are left; the limit that is nearest counts."""
    if limit := limiter.current_limit:
        quota, window_s = limit.limit.amount, limit.limit.get_expiry()
        left_s = max(1, int(limit.reset_at - time.time()))
        response.headers["RateLimit-Policy"] = f'"token";q={quota};w={window_s}'
        response.headers["RateLimit"] = f'"token";r={max(limit.remaining, 0)};t={left_s}'
        if response.status_code == 429:
            response.headers["Retry-After"] = str(left_s)
    return response


def _told(method: str, **documented: Any) -> dict[str, Any]:
    if method != "POST":
        return documented
    return {**documented, "parameters": ["IdempotencyKey"]}


def _parameters(rule: str) -> list[dict[str, Any]]:
    """Return what is said of the ids in *rule*; one of the first is the example."""
    names = re.findall(r":(\w+)>", rule)
    return [
        {"in": "path", "name": name, "required": True, "description": DESCRIBED[name], "example": 1} for name in names
    ]


def _headers(query: type[ma.Schema] | None, status: int) -> Mapping[str, Any] | None:
    text = {"type": "string"}
    if query:
        return {"Link": {"description": 'The next part of the list, as rel="next".', "schema": text}}
    if status == 201:
        return {"Location": {"description": "Where what was made is.", "schema": text}}
    return None
