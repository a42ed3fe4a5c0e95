"""Personal tokens: for programs that act in one's name."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.db.queries import api
from grader.domain.scopes import Scope
from grader.errors import Refused
from grader.services import tokens as services
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import to_home
from grader.web.security import limiter

tokens = Blueprint("tokens", __name__)
tokens.before_request(signin.require_sign_in)

LIFETIMES = {"30": "30 days", "90": "90 days", "365": "a year", "": "until it is revoked"}
"""In days, as the form offers them."""


@tokens.get("/account/tokens")
def show() -> str:
    """Show one's tokens, and the form for another."""
    return _page()


@tokens.post("/account/tokens")
@limiter.limit("20 per minute")
def make() -> tuple[str, int]:
    """Make a token; this answer alone shows it."""
    sent = request.form
    try:
        with writing() as session:
            named, chosen = sent.get("name", "").strip(), sent.getlist("scope")
            _, secret = services.make(session, signin.person(), named, chosen, _expires_at(sent.get("days", "")))
    except Refused as error:
        return _page(problem=str(error)), 422
    return _page(secret=secret), 201


@tokens.post("/account/tokens/<int:token_id>/revoke")
def revoke(token_id: int) -> Response:
    """End a token at once."""
    with writing() as session:
        name = services.revoke(session, signin.person(), token_id)
    flash(f"The token “{name}” is revoked. Nothing can use it any more.")
    return redirect(url_for("tokens.show"))


def _expires_at(days: str) -> datetime | None:
    if days not in LIFETIMES:
        raise Refused("Choose from the list how long the token lasts.")
    return utc_now() + timedelta(days=int(days)) if days else None


def _page(secret: str = "", problem: str = "") -> str:
    return render_template(
        "account/tokens.html",
        trail=[*to_home(), ("Your account", url_for("account.show"))],
        tokens=api.tokens_of(reading(), signin.person().id),
        now=utc_now(),
        scopes=list(Scope),
        lifetimes=LIFETIMES,
        typed=request.form,
        secret=secret,
        problem=problem,
    )
