"""One's own account."""

from flask import Blueprint, flash, render_template, request
from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.errors import Refused
from grader.services import accounts, personal_data
from grader.web import signin
from grader.web.archives import send_archive
from grader.web.database import reading, writing
from grader.web.forms import Account
from grader.web.security import limiter

account = Blueprint("account", __name__)
account.before_request(signin.require_sign_in)


@account.get("/account")
def show() -> str:
    """Show who one is here, and a form for a password."""
    return render_template("account.html", problem="")


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
        return render_template("account.html", problem=str(error)), 422
    answer = signin.start_session(user)
    flash("Your new password is saved.")
    return answer
