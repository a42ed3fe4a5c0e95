"""A platform sends somebody: login, launch, and the step from its frame into a window of our own.

In a frame, browsers keep our cookies from us, so nobody is signed in there: the page offers a new window, and the form
that leads into it carries a ticket. Where the whole window is ours, and the cookie shows that this browser began the
login, its person is signed in at once. Otherwise a click is needed, on a page that says who will be signed in: nobody
can be signed in unawares by somebody else's launch.
"""

import hashlib
import hmac
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import utc_now
from grader.domain.lti import CLAIM, Facts, origin, person_of
from grader.errors import Refused
from grader.lms import launch as launches_in
from grader.lms import login as logins
from grader.services.lti import keys, launches, platforms
from grader.web.database import let_go, reading, writing
from grader.web.lti import frames, going
from grader.web.security import CLASS, limiter

launching = Blueprint("lti", __name__)
Page = str | BaseResponse

ELSEWHERE = "Your LMS wants to open an address that is not the grader's. Ask whoever made the link."
NOT_LET_IN = "Your LMS did not say who you are. Sign in there, then open the link again."
COOKIE_LIFETIME_S = 10 * 60


@launching.route("/lti/login", methods=["GET", "POST"])
@limiter.limit(CLASS)
def login() -> BaseResponse:
    """Send the browser back to the platform that it came from, to be told who is there."""
    sent = (request.form if request.method == "POST" else request.args).to_dict()
    _require_ours(sent.get("target_link_uri"))
    platform = platforms.for_login(reading(), sent.get("iss", ""), sent.get("client_id", ""))
    frames.show_in(platform)
    begun = logins.begin(platform, sent, going.launch_url())
    with writing() as session:
        launches.expect(session, platform.id, begun.state, begun.nonce, utc_now())
    answer = redirect(begun.address)
    options: dict[str, Any] = {"samesite": "None", "partitioned": True} if request.is_secure else {"samesite": "Lax"}
    answer.set_cookie(
        _cookie_name(begun.state),
        begun.state,
        max_age=COOKIE_LIFETIME_S,
        path="/lti",
        secure=request.is_secure,
        httponly=True,
        **options,
    )
    return answer


@launching.post("/lti/launch")
@limiter.limit(CLASS)
def launch() -> Page:
    """Take the platform's message, and go on from there."""
    if "error" in request.form:
        raise Refused(NOT_LET_IN)
    state, now = request.form.get("state", ""), utc_now()
    expected = launches.expected(reading(), state, now)
    platform = expected.platform
    frames.show_in(platform)
    let_go()
    claims = launches_in.read(expected, request.form.get("id_token", ""), current_app.extensions["key_sets"])
    with writing() as session:
        launches.use_up(session, expected, now)
    _require_ours(claims.get(f"{CLAIM}target_link_uri"))
    person, facts = person_of(claims), Facts.of(claims)
    frames.show_in(platform, facts)
    with writing() as session:
        ticket = launches.receive(session, platform, person, facts, now)
    answer = going.go_on(ticket, is_at_home=_is_at_home(state))
    if isinstance(answer, BaseResponse):
        answer.delete_cookie(_cookie_name(state), path="/lti")
    return answer


@launching.post("/lti/open")
@limiter.limit(CLASS)
def open_here() -> BaseResponse:
    """Sign in who launched, in a window of our own."""
    frames.require_own_page()
    return going.begin(launches.opened(reading(), request.form.get("ticket", ""), utc_now()))


@launching.get("/lti/jwks")
def jwks() -> Response:
    """Publish the keys that we sign with."""
    found = keys.published(reading(), utc_now())
    if not found:
        with writing() as session:
            keys.signing(session)
            found = keys.published(session, utc_now())
    answer = jsonify(keys=found)
    answer.headers["Cache-Control"] = "public, max-age=600"
    return answer


def _is_at_home(state: str) -> bool:
    """Say whether the window is all ours, and this browser the one that began."""
    kept = request.cookies.get(_cookie_name(state), "")
    return not going.may_be_framed() and hmac.compare_digest(kept.encode(), state.encode(errors="replace"))


def _cookie_name(state: str) -> str:
    return f"lti-{hashlib.sha256(state.encode(errors='replace')).hexdigest()[:16]}"


def _require_ours(url: Any) -> None:
    if not isinstance(url, str) or origin(url) != origin(current_app.config["ADDRESS"]):
        raise Refused(ELSEWHERE)
