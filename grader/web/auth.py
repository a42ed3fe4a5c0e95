"""Joining a course, signing in and signing out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import Course
from grader.db.queries import people
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services import accounts, sign_in_mails
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.forms import Account, join_code
from grader.web.security import CLASS, address_and_email, limiter

auth = Blueprint("auth", __name__)
LINK_SENT = (
    "If this address has an account here, a link is on its way to it. The link works once, within 15 minutes. "
    "Nothing after a few minutes? Look among the unwanted mail. You get at most three links in an hour."
)
Page = Response | str | tuple[str, int]

WRONG_CODE = (
    "No course has this join code. Capital and small letters differ, and so do O and 0: best copy the code, or paste "
    "the whole link that your teacher gave you."
)


@auth.get("/sign-in")
def sign_in() -> Page:
    """Show the form."""
    if signin.is_signed_in():
        return redirect(url_for("student.home"))
    return render_template("sign_in.html", form=Account(), problem="")


@auth.post("/sign-in")
@limiter.limit("10 per minute", key_func=address_and_email)
@limiter.limit(CLASS)
def sign_in_by_password() -> Page:
    """Sign in with email and password."""
    form = Account.of(request)
    try:
        user = accounts.sign_in(reading(), form.email, form.password)
    except Refused as error:
        return render_template("sign_in.html", form=form, problem=str(error)), 422
    if accounts.is_hash_old(user):
        with writing() as session:
            user = session.merge(user, load=False)
            accounts.renew_hash(session, user, form.password)
    if form.time_zone and user.time_zone is None:
        with writing() as session:
            accounts.learn_time_zone(session, user, form.time_zone)
    return signin.start_session(user)


@auth.post("/sign-in-mail")
@limiter.limit("300 per hour")
def send_link() -> Page:
    """Have a link sent; the answer is the same whether anybody has this address or not."""
    if not current_app.config["MAILS_LINKS"]:
        raise NotFound("No mail is sent from here.")
    form = Account.of(request)
    try:
        with writing() as session:
            sign_in_mails.ask(session, form.email)
    except Refused as error:
        return render_template("sign_in.html", form=form, problem=str(error)), 422
    flash(LINK_SENT)
    return redirect(url_for("auth.sign_in"))


@auth.get("/sign-in/<token>")
def link(token: str) -> Page:  # noqa: ARG001 - looked at only when the button is pressed
    """Show one button: programs that scan mail follow links, but press nothing."""
    return render_template("sign_in_link.html")


@auth.post("/sign-in/<token>")
@limiter.limit(CLASS)
def sign_in_by_link(token: str) -> Page:
    """Use the link up."""
    with writing() as session:
        user = accounts.use_sign_in_link(session, token)
        accounts.learn_time_zone(session, user, Account.of(request).time_zone)
    return signin.start_session(user)


@auth.post("/sign-out")
def sign_out() -> Page:
    """End the session."""
    signin.end_session()
    return redirect(url_for("auth.sign_in"))


@auth.get("/join")
def find_course() -> Page:
    """Show the form for a join code."""
    return render_template("join_code.html", code="", problem="")


@auth.post("/join")
@limiter.limit(CLASS)
def find_course_by_code() -> Page:
    """Lead to the page of the course that a code opens."""
    code = join_code(request)
    if code and people.course_by_join_code(reading(), plain(code)):
        return redirect(url_for("auth.join", code=code))
    problem = WRONG_CODE if code else "Enter the join code, or paste the join link."
    return render_template("join_code.html", code=request.form.get("code", ""), problem=problem), 422


@auth.get("/join/<code>")
def join(code: str) -> Page:
    """Show the form for a new account, or one button to who is signed in."""
    course = _course(code)
    if not signin.is_signed_in():
        signin.remember_page()
    elif people.role(reading(), signin.person().id, course.id):
        return redirect(url_for("student.home"))
    return render_template("join.html", course=course, form=Account(), problem="")


@auth.post("/join/<code>")
@limiter.limit(CLASS)
def enter(code: str) -> Page:
    """Join the course, with a new account for who is not signed in."""
    if signin.is_signed_in():
        with writing() as session:
            course = accounts.join(session, signin.person(), code)
            accounts.learn_time_zone(session, signin.person(), Account.of(request).time_zone)
        flash(f"Welcome to “{course.title}”.")
        return redirect(url_for("student.home"))
    form = Account.of(request)
    try:
        with writing() as session:
            user = accounts.register(session, code, form.name, form.email, form.password)
            accounts.learn_time_zone(session, user, form.time_zone)
    except Refused as error:
        return render_template("join.html", course=_course(code), form=form, problem=str(error)), 422
    answer = signin.start_session(user)
    flash("Your account is made. Choose an assignment to begin.")
    return answer


def _course(code: str) -> Course:
    found = people.course_by_join_code(reading(), code)
    if found is None:
        raise NotFound("This join link leads to no course.")
    return found
