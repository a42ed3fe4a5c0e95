"""The settings of an assignment in a course: its dates and rules, and what single students are granted."""

from dataclasses import dataclass, field
from datetime import tzinfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import LineItem, User
from grader.db.queries import line_items as queries
from grader.domain.times import zone
from grader.domain.traces import plain
from grader.services import extensions, line_items
from grader.services.access import staff_line_item
from grader.services.line_items import ChangedMeanwhile, rules_of, version_of
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.looks import counted
from grader.web.navigation import line_item_tabs, to_course
from grader.web.paging import Paging
from grader.web.staff.item_forms import Typed, read_grant, read_rules, typed_rules

item_settings = Blueprint("item_settings", __name__)
item_settings.before_request(signin.require_sign_in)

MOST_NAMED = 5
FIELDS = {
    "title": "title",
    "is_published": "whether students see it",
    "opens_at": "opening time",
    "due_at": "due date",
    "closes_at": "closing time",
    "late_percent_per_day": "what late work costs",
    "max_attempts": "number of attempts",
    "cool_down_s": "wait between attempts",
    "counting": "which attempt counts",
    "tests_shown": "how much of the tests is shown",
    "are_scores_shown": "whether scores are shown",
}


@dataclass(frozen=True)
class Sent:
    """A form that was not accepted: what stood in it, and why."""

    typed: Typed = field(default_factory=lambda: Typed({}))
    problems: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    """Of the form as a whole."""


NOTHING_SENT = Sent()


@item_settings.get("/assignments/<int:line_item_id>/settings")
def show(line_item_id: int) -> str:
    """Show the settings and the extensions."""
    return _page(line_item_id)


@item_settings.post("/assignments/<int:line_item_id>/settings")
def save(line_item_id: int) -> Response | tuple[str, int]:
    """Save all settings, or none and say what is wrong with each."""
    current = rules_of(_item(line_item_id))
    typed = Typed.of_request(request)
    rules, problems = read_rules(typed, current, _zone())
    if problems:
        return _page(line_item_id, settings=Sent(typed, problems)), 422
    try:
        with writing() as session:
            moved = line_items.change(session, signin.person(), line_item_id, rules, typed["seen"])
    except ChangedMeanwhile:
        return _page(line_item_id, settings=Sent(typed, problem=_by_whom(line_item_id))), 409
    flash("The settings are saved." + ("" if moved is None else _scores(moved)))
    return _back(line_item_id)


@item_settings.post("/assignments/<int:line_item_id>/extensions")
def grant(line_item_id: int) -> Response | tuple[str, int]:
    """Grant one student more time or more attempts."""
    item, typed = _item(line_item_id), Typed.of_request(request)
    granted, problems = read_grant(typed, _zone())
    problems = granted.problems(item) | problems
    asked = plain(typed["student"]).strip()
    found = queries.students_like(reading(), item.course_id, asked, MOST_NAMED + 1)
    if len(found) != 1 or not asked:
        problems["student"] = _which(found, asked)
    if problems:
        return _page(line_item_id, extension=Sent(typed, problems)), 422
    with writing() as session:
        extensions.grant(session, signin.person(), line_item_id, found[0].id, granted)
    flash(f"{found[0].name} has the extension.")
    return _back(line_item_id, "extensions")


@item_settings.post("/assignments/<int:line_item_id>/extensions/<int:extension_id>/remove")
def remove(line_item_id: int, extension_id: int) -> Response:
    """Take an extension back."""
    with writing() as session:
        student = extensions.remove(session, signin.person(), line_item_id, extension_id)
    flash(f"{student.name} has no extension any more." if student else "This extension was removed already.")
    return _back(line_item_id, "extensions")


def _page(line_item_id: int, settings: Sent = NOTHING_SENT, extension: Sent = NOTHING_SENT) -> str:
    item = _item(line_item_id)
    rules = rules_of(item)
    paging = Paging.of_request(queries.count_extensions(reading(), item.id))
    return render_template(
        "item_settings/show.html",
        line_item=item,
        trail=[*to_course(item.course), (item.title, url_for("line_item.show", line_item_id=item.id))],
        tabs=line_item_tabs(item),
        typed=settings.typed if settings.typed.values else typed_rules(rules, _zone()),
        seen=version_of(rules) if settings.problem or not settings.typed.values else settings.typed["seen"],
        settings=settings,
        extension=extension,
        labels=FIELDS,
        zone_name=signin.person().time_zone or "UTC",
        extensions=queries.extensions(reading(), item.id, paging.offset, paging.size),
        paging=paging,
        asked_for=request.args.get("student", ""),
    )


def _item(line_item_id: int) -> LineItem:
    return staff_line_item(reading(), signin.person(), line_item_id, change=True)


def _zone() -> tzinfo:
    return zone(signin.person().time_zone)


def _back(line_item_id: int, anchor: str | None = None) -> Response:
    return redirect(url_for("item_settings.show", line_item_id=line_item_id, _anchor=anchor))


def _scores(number: int) -> str:
    return f" {counted(number, 'score')} changed." if number else " No score changed."


def _by_whom(line_item_id: int) -> str:
    """Say who changed what since the form was loaded, as far as it is known."""
    change = queries.last_change(reading(), _item(line_item_id))
    names = [FIELDS[name] for name in (change.detail.get("after") or {} if change else {}) if name in FIELDS]
    who = change.actor.name if change else "Somebody"
    what = f" ({', '.join(names)})" if names else ""
    return (
        f"{who} changed these settings{what} while you were here. Below stands what you typed, and nothing of it is "
        "saved. Save again to replace the other settings with yours, or load this page anew to see them."
    )


def _which(found: list[User], text: str) -> str:
    if not text:
        return "Enter the student's name or email."
    if not found:
        return "No student of this course has this name or email."
    some = ", ".join(f"{each.name} ({each.email})" for each in found[:MOST_NAMED])
    more = " and others" if len(found) > MOST_NAMED else ""
    return f"This could be {some}{more}. Enter the email."
