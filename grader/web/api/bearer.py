"""Who asks: the user of the token in ``Authorization: Bearer``. Cookies do not count here."""

import logging

from flask import Response, current_app, g, request
from flask_limiter.util import get_remote_address
from sqlalchemy.exc import SQLAlchemyError

from grader.db.models import ApiToken, User, utc_now
from grader.domain.scopes import Scope
from grader.services import tokens
from grader.web.api import problems
from grader.web.api.problems import Problem
from grader.web.database import reading

log = logging.getLogger(__name__)

CHALLENGE = 'Bearer realm="Neural grader"'


def require(scope: Scope) -> None:
    """Let a request pass whose token has *scope*.

    Raises:
        Problem: there is no token that counts, or it has not.

    """
    found = _look_up()
    if found is None:
        shown = "Authorization" in request.headers
        challenge = f'{CHALLENGE}, error="invalid_token"' if shown else CHALLENGE
        detail = "Make a token on the page of your account, and send it as: Authorization: Bearer agr_…"
        raise Problem(problems.UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})
    if scope not in found.scopes:
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{scope.value}"'
        detail = f"This token lacks the scope {scope.value}."
        raise Problem(problems.SCOPE_MISSING, detail, headers={"WWW-Authenticate": challenge})


def person() -> User:
    """Return who asks."""
    return token().user


def token() -> ApiToken:
    """Return by which token."""
    found: ApiToken = g.api_token
    return found


def caller() -> str:
    """Return what requests are counted by."""
    found = _look_up()
    return f"token {found.id}" if found else f"address {get_remote_address()}"


def note_use(response: Response) -> Response:
    """Write down that the token was used, after the answer has gone out: nobody waits for it."""
    found, now = g.get("api_token"), utc_now()
    if found is not None and not tokens.is_use_noted(found, now):
        sessions, token_id = current_app.extensions["sessions"], found.id

        @response.call_on_close
        def note() -> None:
            try:
                with sessions.begin() as session:
                    tokens.note_use(session, token_id, now)
            except SQLAlchemyError as error:
                log.warning("the use of a token was not written down", exc_info=error)

    return response


def _look_up() -> ApiToken | None:
    if "api_token" not in g:
        kind, _, shown = request.headers.get("Authorization", "").partition(" ")
        is_bearer = kind.lower() == "bearer"
        g.api_token = tokens.find(reading(), shown.strip(), utc_now()) if is_bearer else None
    found: ApiToken | None = g.api_token
    return found
