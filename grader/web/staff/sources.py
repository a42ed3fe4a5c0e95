"""Systems that hand in for the students of a course: who may, and the log of what they sent."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import Course, Source, utc_now
from grader.db.queries import inbound as queries
from grader.errors import Refused
from grader.services.access import require_instructor
from grader.services.inbound import notices
from grader.services.inbound import sources as changes
from grader.services.inbound.sources import Chosen
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import Trail, course_tabs, to_course
from grader.web.paging import Paging

sources = Blueprint("sources", __name__)
sources.before_request(signin.require_sign_in)

Page = Response | str | tuple[str, int]
LABELS = {"name": "Name", "issuer": "Platform", "hosts": "Hosts of files", "bearer": "Bearer token for files"}


@sources.get("/courses/<int:course_id>/sources/new")
def new(course_id: int) -> str:
    """Show the form for a new source."""
    return _form(course_id, Chosen())


@sources.post("/courses/<int:course_id>/sources")
def create(course_id: int) -> Page:
    """Add a source, and show its secret, this once."""
    require_instructor(reading(), signin.person(), course_id)
    typed = _chosen()
    if wrong := typed.problems():
        return _form(course_id, typed, wrong=wrong), 422
    try:
        with writing() as session:
            made = changes.create(session, signin.person(), course_id, typed)
    except Refused as error:
        return _form(course_id, typed, problem=str(error)), 422
    return _with_secret(course_id, made, 201)


@sources.get("/courses/<int:course_id>/sources/<int:source_id>")
def show(course_id: int, source_id: int) -> str:
    """Show one source."""
    return _page(course_id, changes.see(reading(), signin.person(), course_id, source_id))


@sources.post("/courses/<int:course_id>/sources/<int:source_id>/pause")
def pause(course_id: int, source_id: int) -> Response:
    """Pause or resume a source."""
    is_paused = request.form.get("is_paused") == "yes"
    with writing() as session:
        name = changes.pause(session, signin.person(), course_id, source_id, is_paused=is_paused).name
    flash(f"{name} is paused." if is_paused else f"{name} may hand in again.")
    return redirect(url_for(".show", course_id=course_id, source_id=source_id))


@sources.post("/courses/<int:course_id>/sources/<int:source_id>/secret")
def rotate(course_id: int, source_id: int) -> Response:
    """Give a source a new secret, and show it, this once."""
    with writing() as session:
        changed = changes.rotate(session, signin.person(), course_id, source_id)
    return _with_secret(course_id, changed, 200)


@sources.post("/courses/<int:course_id>/sources/<int:source_id>/removal")
def remove(course_id: int, source_id: int) -> Response:
    """Delete a source."""
    with writing() as session:
        name = changes.remove(session, signin.person(), course_id, source_id)
    flash(f"{name} is deleted. What it handed in stays.")
    return redirect(url_for("connections.show", course_id=course_id))


@sources.get("/courses/<int:course_id>/notices")
def log(course_id: int) -> str:
    """Show what other systems have sent, and what became of it."""
    return _log(course_id)


@sources.post("/courses/<int:course_id>/notices/<int:notice_id>/again")
def try_again(course_id: int, notice_id: int) -> Page:
    """Fetch and hand in once more what came to nothing."""
    try:
        with writing() as session:
            notices.try_again(session, signin.person(), course_id, notice_id)
    except Refused as error:
        return _log(course_id, problem=str(error)), 409
    flash("It is tried again now.")
    return redirect(url_for(".log", course_id=course_id))


def _chosen() -> Chosen:
    sent = {name: request.form.get(name, "").strip() for name in LABELS}
    return Chosen(sent["name"], sent["issuer"], sent["hosts"].split(), sent["bearer"])


def _form(course_id: int, typed: Chosen, *, wrong: dict[str, str] | None = None, problem: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    shown = {"typed": typed, "wrong": wrong or {}, "problem": problem, "labels": LABELS}
    return render_template("sources/new.html", **shown, **_around(course))


def _with_secret(course_id: int, source: Source, status: int) -> Response:
    return make_response(_page(course_id, source, secret=source.secret), status)


def _page(course_id: int, source: Source, secret: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    until = source.old_secret_until
    return render_template(
        "sources/show.html",
        source=source,
        secret=secret,
        old_secret_until=until if until and until > utc_now() else None,
        overlap_h=int(changes.OVERLAP.total_seconds() // 3600),
        **_around(course),
    )


def _log(course_id: int, problem: str = "") -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    paging = Paging.of_request(queries.count(reading(), course_id))
    return render_template(
        "sources/log.html",
        notices=queries.page(reading(), course_id, offset=paging.offset, limit=paging.size),
        paging=paging,
        problem=problem,
        fate_of=notices.fate_of,
        **_around(course),
    )


def _around(course: Course) -> dict[str, Any]:
    """Return what the page of a course has around it."""
    trail: Trail = [*to_course(course), ("Connections", url_for("connections.show", course_id=course.id))]
    return {"course": course, "trail": trail, "tabs": course_tabs(course.id)}
