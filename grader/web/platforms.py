"""The platforms that may launch the grader, for its operators."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.db.queries import lti as queries
from grader.domain.lti import Registration
from grader.errors import Refused
from grader.services.access import require_operator
from grader.services.lti import invites, keys
from grader.services.lti import platforms as services
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import to_home

platforms = Blueprint("platforms", __name__)
FIELDS = {
    "name": ("Name", "As people know it: “Moodle of the faculty”."),
    "issuer": ("Issuer", "Also “platform id”."),
    "client_id": ("Client id", "What the platform calls the grader."),
    "auth_login_url": ("Address of logins", "Also “authentication request URL”."),
    "auth_token_url": ("Address of tokens", "Also “access token URL”."),
    "key_set_url": ("Address of its keys", "Also “public keyset URL” or “JWKS”."),
    "auth_audience": ("Audience of tokens", "Only if the platform names one."),
    "deployment_ids": ("Deployment ids", "With commas between. Others become known when an instructor launches."),
}


@platforms.before_request
def _let_operators_pass() -> Response | None:
    elsewhere = signin.require_sign_in()
    if elsewhere is None:
        require_operator(signin.person())
    return elsewhere


@platforms.get("/system/platforms")
def show() -> str:
    """Show the platforms, and the forms for one more."""
    return _page()


@platforms.post("/system/platforms")
def register() -> Response | tuple[str, int]:
    """Register a platform by hand."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    try:
        ids = tuple(each.strip() for each in typed["deployment_ids"].split(",") if each.strip())
        found = Registration(**{**typed, "deployment_ids": ids})  # type: ignore[arg-type]  # the rest are texts
        with writing() as session:
            made = services.register(
                session, signin.person(), found, allow_private=current_app.config["LMS_IN_PRIVATE"]
            )
    except Refused as error:
        return _page(problem=str(error), typed=typed), 422
    flash(f"“{made.name}” is registered.")
    return _back()


@platforms.post("/system/platforms/<int:platform_id>/retirement")
def retire(platform_id: int) -> Response:
    """Let a platform launch nothing any more, or again."""
    with writing() as session:
        found = services.retire(session, signin.person(), platform_id, utc_now())
    flash(f"“{found.name}” {'launches nothing any more' if found.retired_at else 'may launch again'}.")
    return _back()


@platforms.post("/system/platforms/invites")
def invite() -> str:
    """Make a link by which a platform registers itself; it is shown once."""
    with writing() as session:
        token = invites.invite(session, signin.person(), utc_now())
    return _page(link=url_for("lti_registering.ask", token=token, _external=True))


@platforms.post("/system/platforms/keys")
def rotate() -> Response:
    """Sign with a new key from now on."""
    with writing() as session:
        keys.rotate(session, signin.person(), utc_now())
    flash("A new key signs from now on. The old one is published for seven more days.")
    return _back()


def _page(**shown: Any) -> str:
    key = queries.newest_key(reading())
    return render_template(
        "system/platforms.html",
        trail=[*to_home(), ("System", url_for("system.show"))],
        found=queries.platforms(reading()),
        deployments=queries.deployments(reading()),
        key=key,
        fields=FIELDS,
        **shown,
    )


def _back() -> Response:
    return redirect(url_for("platforms.show"))
