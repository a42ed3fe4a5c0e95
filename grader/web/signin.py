"""Who is signed in, and where they go from there."""

import hashlib
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from grader.db.models import User
from grader.db.queries import people
from grader.web.database import reading

WANTED = "wanted"
"""Key in the session: the page that was asked for before signing in, as endpoint and arguments, never as a URL."""


class SignedIn:
    """A user, as Flask-Login wants to see one."""

    is_active = True
    is_anonymous = False
    is_authenticated = True

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        """Return what the session keeps; a new password or erasure makes it stale, and so signs out everywhere else."""
        kept = f"{self.user.password_hash or ''}{self.user.erased_at or ''}"
        mark = hashlib.sha256(kept.encode()).hexdigest()[:16]
        return f"{self.user.id}-{mark}"


def init_signin(app: Flask) -> None:
    """Let *app* know who is signed in."""
    manager = LoginManager(app)
    manager.user_loader(_load)
    app.context_processor(lambda: {"person": current_user.user if current_user.is_authenticated else None})


def _load(kept: str) -> SignedIn | None:
    if "is_for_a_stranger" in g:
        return None
    identifier, _, _ = kept.partition("-")
    user = people.user(reading(), int(identifier)) if identifier.isdecimal() else None
    signed_in = SignedIn(user) if user else None
    return signed_in if signed_in and signed_in.get_id() == kept else None


def look_up() -> None:
    """Look up who is signed in; if the database is what has failed, the rest of this request is for a stranger."""
    try:
        is_signed_in()
    except SQLAlchemyError:
        g.is_for_a_stranger = True


def start_session(user: User, page: tuple[str, dict[str, Any]] | None = None) -> Response:
    """Sign *user* in with a new session, and go to *page*, an endpoint and its arguments, or where they were going."""
    wanted = page or session.get(WANTED)
    session.clear()  # nothing that was planted before the sign-in survives it
    session.permanent = True
    login_user(SignedIn(user))
    endpoint, arguments = wanted or ("student.home", {})
    return redirect(url_for(endpoint, **arguments))


def end_session() -> None:
    """Sign out."""
    logout_user()
    session.clear()


def remember_page() -> None:
    """Come back to this page after signing in."""
    session[WANTED] = (request.endpoint, request.view_args)


def require_sign_in() -> Response | None:
    """Send strangers to sign in; put before every request of a blueprint."""
    if current_user.is_authenticated:
        return None
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.method == "GET":
        remember_page()
    return redirect(url_for("auth.sign_in"))


def is_signed_in() -> bool:
    """Say whether somebody is."""
    return bool(current_user.is_authenticated)


def person() -> User:
    """Return who is signed in; on a page that is looked at as a student, that student."""
    user: User = g.get("seen_as") or current_user.user
    return user


def see_as(user: User) -> None:
    """Let this request be seen as *user* sees it; only :mod:`grader.web.viewing_as` decides that."""
    g.seen_as = user
