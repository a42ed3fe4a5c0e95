"""Endpoints of a course: who is told what happens in it, and the log of what was sent."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from grader.db.models import Course, Endpoint, Message, User, utc_now
from grader.db.queries import webhooks as queries
from grader.domain.webhooks import EventType
from grader.errors import NotFound, Refused
from grader.services.access import LAST_ID, require_instructor
from grader.services.webhooks import endpoints
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course
from grader.web.paging import Paging

webhooks = Blueprint("webhooks", __name__)
webhooks.before_request(signin.require_sign_in)

Page = Response | str | tuple[str, int]
Change = Callable[[Session, User, int, int], Endpoint | Message | None]
ChangeMessage = Callable[[Session, User, int, int, int], Message]
WORDS = {
    EventType.SUBMISSION_RECEIVED: "An attempt has come",
    EventType.SUBMISSION_GRADED: "An attempt has a score, whether or not students see it yet",
    EventType.SUBMISSION_FAILED: "An attempt could not be graded, through no fault of the student’s",
    EventType.GRADE_POSTED: "A student has a first grade, and can see it",
    EventType.GRADE_UPDATED: "A grade that was told is another one now, or was taken back",
}
DELIVERIES = 50
"""Of a message, the newest are shown."""


@webhooks.get("/courses/<int:course_id>/webhooks/new")
def new(course_id: int) -> str:
    """Show the form for a new endpoint."""
    return _form(course_id, "", list(EventType))


@webhooks.post("/courses/<int:course_id>/webhooks")
def create(course_id: int) -> Page:
    """Add an endpoint, and show its secret, this once."""
    require_instructor(reading(), signin.person(), course_id)
    url, events = request.form.get("url", ""), request.form.getlist("events")
    may_be_private = current_app.config["WEBHOOKS_TO_PRIVATE"]
    try:
        with writing() as session:
            made = endpoints.add(session, signin.person(), course_id, url, events, allow_private=may_be_private)
    except Refused as error:
        return _form(course_id, url[:2000], events, str(error)), 422
    return make_response(_page(course_id, made.id, secret=made.secret), 201)


@webhooks.get("/courses/<int:course_id>/webhooks/<int:endpoint_id>")
def show(course_id: int, endpoint_id: int) -> str:
    """Show an endpoint, how it fares, and what was sent to it."""
    return _page(course_id, endpoint_id)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/events")
def choose(course_id: int, endpoint_id: int) -> Page:
    """Have it told of other events."""
    events = request.form.getlist("events")
    try:
        with writing() as session:
            endpoints.choose(session, signin.person(), course_id, endpoint_id, events)
    except Refused as error:
        return _page(course_id, endpoint_id, problem=str(error)), 422
    flash("The events are saved. They count for what happens from now on.")
    return _back(course_id, endpoint_id)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/pause")
def pause(course_id: int, endpoint_id: int) -> Response:
    """Send nothing more for now."""
    return _change(
        endpoints.pause, course_id, endpoint_id, "Nothing is sent any more. What happens waits, in its order."
    )


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/resume")
def resume(course_id: int, endpoint_id: int) -> Response:
    """Send what waits."""
    return _change(endpoints.resume, course_id, endpoint_id, "What waits is sent now, in its order.")


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/test")
def test(course_id: int, endpoint_id: int) -> Response:
    """Send an event that tells of nothing."""
    told = "A test event is queued behind what waits. Reload this page in some seconds to see what became of it."
    return _change(endpoints.test, course_id, endpoint_id, told)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/secret")
def rotate(course_id: int, endpoint_id: int) -> Response:
    """Give it another secret, and show that, this once."""
    with writing() as session:
        changed = endpoints.rotate(session, signin.person(), course_id, endpoint_id, utc_now())
    return make_response(_page(course_id, endpoint_id, secret=changed.secret), 200)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/removal")
def remove(course_id: int, endpoint_id: int) -> Response:
    """Delete it."""
    with writing() as session:
        endpoints.remove(session, signin.person(), course_id, endpoint_id)
    flash("The endpoint is deleted, with all that waited for it.")
    return redirect(url_for("connections.show", course_id=course_id))


@webhooks.get("/courses/<int:course_id>/webhooks/<int:endpoint_id>/messages/<int:message_id>")
def message(course_id: int, endpoint_id: int, message_id: int) -> str:
    """Show a message, and each try to deliver it."""
    endpoint = endpoints.find(reading(), signin.person(), course_id, endpoint_id)
    found = queries.message(reading(), endpoint_id, message_id) if message_id <= LAST_ID else None
    if found is None:
        raise NotFound("There is no such message, or it has been deleted.")
    here = url_for(".show", course_id=course_id, endpoint_id=endpoint_id)
    around = _around(endpoint.course)
    around["trail"] = [*around["trail"], (f"Endpoint {endpoint.id}", here)]
    deliveries = queries.deliveries(reading(), message_id, DELIVERIES)
    return render_template("webhooks/message.html", endpoint=endpoint, message=found, deliveries=deliveries, **around)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/messages/<int:message_id>/again")
def send_again(course_id: int, endpoint_id: int, message_id: int) -> Response:
    """Send a message once more."""
    told = "It is sent again now, unless the endpoint is paused or an earlier message waits."
    return _change_message(endpoints.send_again, course_id, endpoint_id, message_id, told)


@webhooks.post("/courses/<int:course_id>/webhooks/<int:endpoint_id>/messages/<int:message_id>/skip")
def skip(course_id: int, endpoint_id: int, message_id: int) -> Response:
    """Let a message that waits not be sent."""
    told = "It waits no more. The next one is tried, once the endpoint is resumed if something was the matter."
    return _change_message(endpoints.skip, course_id, endpoint_id, message_id, told)


def _change(change: Change, course_id: int, endpoint_id: int, told: str) -> Response:
    with writing() as session:
        change(session, signin.person(), course_id, endpoint_id)
    flash(told)
    return _back(course_id, endpoint_id)


def _change_message(change: ChangeMessage, course_id: int, endpoint_id: int, message_id: int, told: str) -> Response:
    with writing() as session:
        change(session, signin.person(), course_id, endpoint_id, message_id)
    flash(told)
    return redirect(url_for(".message", course_id=course_id, endpoint_id=endpoint_id, message_id=message_id))


def _back(course_id: int, endpoint_id: int) -> Response:
    return redirect(url_for(".show", course_id=course_id, endpoint_id=endpoint_id))


def _form(course_id: int, url: str, events: list[Any], problem: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    typed = {"url": url, "chosen": events, "problem": problem, "words": WORDS}
    return render_template("webhooks/new.html", **typed, **_around(course))


def _page(course_id: int, endpoint_id: int, *, secret: str = "", problem: str = "") -> str:
    endpoint = endpoints.find(reading(), signin.person(), course_id, endpoint_id)
    paging, until = Paging.of_request(queries.count_messages(reading(), endpoint_id)), endpoint.old_secret_until
    return render_template(
        "webhooks/show.html",
        standing=queries.standing(reading(), endpoint),
        endpoint=endpoint,
        messages=queries.messages(reading(), endpoint_id, offset=paging.offset, limit=paging.size),
        paging=paging,
        secret=secret,
        problem=problem,
        words=WORDS,
        old_secret_until=until if until and until > utc_now() else None,
        overlap_h=int(endpoints.OVERLAP.total_seconds() // 3600),
        **_around(endpoint.course),
    )


def _around(course: Course) -> dict[str, Any]:
    """Return what the page of a course has around it."""
    trail = [*to_course(course), ("Connections", url_for("connections.show", course_id=course.id))]
    return {"course": course, "trail": trail, "tabs": course_tabs(course.id)}
