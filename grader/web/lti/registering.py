"""A platform registers itself, by a link that an operator has made; its page shows ours in a frame or a window."""

from flask import Blueprint, current_app, render_template, request

from grader.db.models import utc_now
from grader.domain.lti import origin
from grader.errors import Refused
from grader.lms import registration
from grader.services.lti import invites
from grader.web.database import let_go, reading, writing
from grader.web.security import limiter, show_in_frames

registering = Blueprint("lti_registering", __name__)
FEW = "30 per minute"
BY_THE_LMS = "Give this link to your LMS, where it asks for the address of a tool that registers itself."


@registering.get("/lti/register/<token>")
@limiter.limit(FEW)
def ask(token: str) -> str:
    """Say who is about to be registered; nothing is sent before the button is pressed."""
    invites.require(reading(), token, utc_now())
    url = _configuration_url(request.args.get("openid_configuration", ""))
    return render_template(
        "lti/register.html",
        platform=origin(url),
        configuration_url=url,
        registration_token=request.args.get("registration_token", ""),
    )


@registering.post("/lti/register/<token>")
@limiter.limit(FEW)
def register(token: str) -> str:
    """Register with the platform, and it with us."""
    invites.require(reading(), token, utc_now())
    url = _configuration_url(request.form.get("openid_configuration", ""))
    let_go()
    allow_private = current_app.config["LMS_IN_PRIVATE"]
    told = registration.register(
        url,
        request.form.get("registration_token", ""),
        address=current_app.config["ADDRESS"],
        allow_private=allow_private,
    )
    with writing() as session:
        made = invites.accept(session, token, told, utc_now(), allow_private=allow_private)
    return render_template("lti/registered.html", name=made.name, platform=origin(url))


def _configuration_url(url: str) -> str:
    """Return where the platform's configuration is; its pages may frame ours."""
    if not origin(url):
        raise Refused(BY_THE_LMS)
    show_in_frames([origin(url)])
    return url
