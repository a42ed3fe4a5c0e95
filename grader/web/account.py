"""One's own account."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.domain.times import zone_names
from grader.errors import Refused
from grader.services import accounts, personal_data
from grader.services.lti import identities, linking
from grader.web import signin
from grader.web.archives import send_archive
from grader.web.database import reading, writing
from grader.web.forms import Account
from grader.web.security import limiter

account = Blueprint("account", __name__)
account.before_request(signin.require_sign_in)


@account.get("/account")
def show() -> str:
    """Show who one is here, and forms for a time zone and a password."""
    return _page()


@account.post("/account/time-zone")
def change_time_zone() -> Response:
    """Choose the zone in which times are shown."""
    chosen = request.form.get("time_zone", "")
    with writing() as session:
        accounts.set_time_zone(session, signin.person(), chosen)
    flash(f"Times are now given in {chosen.replace('_', ' ')}.")
    return redirect(url_for("account.show"))


@account.post("/account/lms-code")
@limiter.limit("20 per minute")
def make_lms_code() -> str:
    """Make a code by which launches from an LMS come into this account; it is shown once."""
    with writing() as session:
        code = linking.make_code(session, signin.person())
    return _page(code=code)


@account.get("/account/data.zip")
@limiter.limit("6 per hour", key_func=lambda: f"user {signin.person().id}")
def download() -> FlaskResponse:
    """Send all that is stored about oneself."""
    return send_archive(personal_data.own(reading(), signin.person(), utc_now()), "your-data.zip")


@account.post("/account")
@limiter.limit("20 per minute")
def change_password() -> Response | tuple[str, int]:
    """Set the password; sessions elsewhere end with the old one."""
    form = Account.of(request)
    try:
        with writing() as session:
            user = session.merge(signin.person(), load=False)
            accounts.set_password(session, user, form.password)
    except Refused as error:
        return _page(str(error)), 422
    answer = signin.start_session(user)
    flash("Your new password is saved.")
    return answer


def _page(problem: str = "", code: str = "") -> str:
    is_of_a_platform = identities.is_of_a_platform(signin.person())
    shown = {"problem": problem, "code": code, "is_of_a_platform": is_of_a_platform}
    return render_template("account.html", zones=zone_names(), **shown)
