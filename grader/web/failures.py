"""Errors as calm pages: what happened, whose fault it is, and what to do."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from grader.domain import notebook
from grader.domain.roster import MOST_ROWS
from grader.errors import AuthorError, GraderError, NotAllowed, NotFound, StudentError
from grader.logs import first_line
from grader.web import signin
from grader.web.api import problems
from grader.web.requests import request_id, where

log = logging.getLogger(__name__)
Page = tuple[str, int]
Answer = Page | HTTPException

NOT_FOUND = (
    "This page does not exist",
    "The address may be mistyped, or what it leads to is not for the account that you are signed in with.",
)
OURS = (
    "Something went wrong on our side",
    "It is not your fault, and it has been noted. Please try again in a minute.",
)
DRAINED_AT_MOST = 64 * 2**20
"""Bytes of a refused upload that are still read: a browser that is cut off shows no answer."""

PAGES = {
    400: ("This request could not be read", "Go back, load the page anew and try again."),
    403: ("This is not for your account", "If you think it should be, ask the teacher of your course."),
    404: NOT_FOUND,
    405: NOT_FOUND,
    429: ("That was too often", "Wait a minute, then try again. Nothing is lost."),
}


def init_failures(app: Flask) -> None:
    """Answer every error in *app* with a page."""
    app.register_error_handler(GraderError, _to_its_reader(_known))
    app.register_error_handler(CSRFError, _to_its_reader(_stale_form))
    app.register_error_handler(413, _to_its_reader(_too_big))
    app.register_error_handler(HTTPException, _to_its_reader(_by_status))
    app.register_error_handler(Exception, _to_its_reader(_unexpected))


def _to_its_reader(as_page: Callable[[Any], Answer]) -> Callable[[Exception], Answer | Response]:
    """Answer people with a page, programs with a problem document."""

    def answer(error: Exception) -> Answer | Response:
        if not problems.is_for_program():
            return as_page(error)
        if isinstance(error, RequestEntityTooLarge):
            _drain()
        return problems.answer(error)

    return answer


def _known(error: GraderError) -> Page:
    if isinstance(error, NotFound):
        return _page(404, *NOT_FOUND)
    if isinstance(error, NotAllowed):
        return _page(403, PAGES[403][0], str(error))
    if isinstance(error, StudentError):
        return _page(409, "That did not work", str(error))
    log.error(
        "a request failed", extra={"fault": error.fault, "error": error.kind, "reason": first_line(error), **where()}
    )
    if isinstance(error, AuthorError):
        return _page(
            500, "This assignment is being mended", "There is a mistake in it, and it is not yours. Try again later."
        )
    return _page(503, *OURS)


def _stale_form(_error: CSRFError) -> Page:
    return _page(
        400,
        "This form is out of date",
        "You signed in or out since it was loaded. Go back, load the page anew and send it again.",
    )


def _too_big(_error: HTTPException) -> Page:
    _drain()
    if request.blueprint == "roster":
        return _page(413, "This list is too big", f"Import at most {MOST_ROWS} rows at a time, in several parts.")
    limit = current_app.config["MAX_UPLOAD_KIB"]
    return _page(
        413,
        "This file is too big",
        f"The limit is {limit} KiB, for a notebook {notebook.MAX_MIB} MiB. "
        "Hand in only the code: data, weights and plots do not belong in solution.py.",
    )


def _drain() -> None:
    """Read what the browser is still sending, up to a limit, so that it gets to see the answer."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED_AT_MOST)
    while left > 0 and (chunk := stream.read(min(left, 2**16))):
        left -= len(chunk)


def _by_status(error: HTTPException) -> Answer:
    status = error.code or 500
    if status < 400:
        return error
    return _page(status, *PAGES.get(status, OURS if status >= 500 else PAGES[400]))


def _unexpected(error: Exception) -> Page:
    log.error("a request failed", exc_info=error, extra={"error": type(error).__name__, **where()})
    return _page(500, *OURS)


def _page(status: int, title: str, message: str) -> Page:
    signin.look_up()
    number = request_id() if status >= 500 else ""
    return render_template("problem.html", title=title, message=message, number=number), status
