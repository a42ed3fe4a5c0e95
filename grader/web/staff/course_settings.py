"""The settings of a course: its title, its assignments and their order; and further courses."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.queries import line_items as queries
from grader.errors import AuthorError, NotFound, Refused
from grader.exam import assignment as assignments
from grader.services import course_settings as services
from grader.services import line_items
from grader.services.access import require_instructor
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course

course_settings = Blueprint("course_settings", __name__)
course_settings.before_request(signin.require_sign_in)


@dataclass(frozen=True)
class Offer:
    """An assignment that a course could have."""

    slug: str
    title: str
    summary: str
    problem: str = ""
    """Why it cannot be added."""


@dataclass(frozen=True)
class Refusal:
    """Which form was not accepted, what its title was to be, and why."""

    form: str = ""
    title: str = ""
    problem: str = ""


NONE_REFUSED = Refusal()


@course_settings.get("/courses/<int:course_id>/settings")
def show(course_id: int) -> str:
    """Show the settings of a course."""
    return _page(course_id)


@course_settings.post("/courses/<int:course_id>/settings")
def rename(course_id: int) -> Response | tuple[str, int]:
    """Give the course another title."""
    title = request.form.get("title", "")
    try:
        with writing() as session:
            services.rename(session, signin.person(), course_id, title)
    except Refused as error:
        return _page(course_id, Refusal("rename", title, str(error))), 422
    flash("The title is saved.")
    return _back(course_id)


@course_settings.post("/courses/<int:course_id>/assignments")
def add(course_id: int) -> Response:
    """Add an assignment of the folder; it is hidden until somebody publishes it."""
    slug = request.form.get("assignment", "")
    require_instructor(reading(), signin.person(), course_id)
    try:
        title = assignments.load(current_app.config["ASSIGNMENTS_DIR"], slug).title
    except AuthorError as error:
        raise Refused(f"This assignment is broken and cannot be added. {error}") from error
    with writing() as session:
        item = line_items.add(session, signin.person(), course_id, slug, title)
    flash(f"“{item.title}” is in the course. Set its dates, then publish it: students do not see it yet.")
    return redirect(url_for("item_settings.show", line_item_id=item.id))


@course_settings.post("/assignments/<int:line_item_id>/place")
def move(line_item_id: int) -> Response:
    """Move an assignment up or down in its course."""
    with writing() as session:
        up = request.form.get("by") == "up"
        item = line_items.move(session, signin.person(), line_item_id, -1 if up else 1)
    flash(f"“{item.title}” moved {'up' if up else 'down'}.")
    return _back(item.course_id, "assignments")


@course_settings.post("/courses/<int:course_id>/another")
def make_another(course_id: int) -> Response | tuple[str, int]:
    """Make another course, of which one is the instructor."""
    title = request.form.get("title", "")
    require_instructor(reading(), signin.person(), course_id)
    try:
        with writing() as session:
            made = services.make_course(session, signin.person(), title)
    except Refused as error:
        return _page(course_id, Refusal("another", title, str(error))), 422
    flash(f"“{made.title}” is made. Add its assignments, then give your students the join link.")
    return _back(made.id)


def _page(course_id: int, refused: Refusal = NONE_REFUSED) -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    items = queries.of_course(reading(), course_id)
    return render_template(
        "course_settings/show.html",
        course=course,
        trail=to_course(course),
        tabs=course_tabs(course_id),
        items=items,
        offers=_offers({item.assignment for item in items}),
        refused=refused,
    )


def _back(course_id: int, anchor: str | None = None) -> Response:
    return redirect(url_for("course_settings.show", course_id=course_id, _anchor=anchor))


def _offers(taken: Iterable[str]) -> list[Offer]:
    folder = current_app.config["ASSIGNMENTS_DIR"]
    return [_offer(slug) for slug in assignments.slugs(folder) if slug not in taken]


def _offer(slug: str) -> Offer:
    try:
        found = assignments.load(current_app.config["ASSIGNMENTS_DIR"], slug)
    except (AuthorError, NotFound) as error:
        return Offer(slug, slug, "", str(error))
    return Offer(slug, found.title, found.summary)
