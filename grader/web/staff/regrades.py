"""Regrades of an assignment: begin one, see what it would change, apply it, undo it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import LineItem, Role, User, utc_now
from grader.db.queries import regrades as all_regrades
from grader.db.queries import submissions as all_submissions
from grader.db.queries.submissions import Order
from grader.errors import Refused
from grader.services import regrades as services
from grader.services.access import see_course, staff_line_item
from grader.web import signin
from grader.web.choosing import Choice
from grader.web.comparison import KINDS, comparison
from grader.web.database import reading, writing
from grader.web.looks import counted
from grader.web.navigation import line_item_tabs, to_course, to_line_item
from grader.web.paging import Paging

regrades = Blueprint("regrades", __name__)
regrades.before_request(signin.require_sign_in)

Done = TypeVar("Done")


@regrades.get("/assignments/<int:line_item_id>/regrades")
def show(line_item_id: int) -> str:
    """Show all regrades of an assignment, the newest first."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    paging = Paging.of_request(all_regrades.count(reading(), item.id))
    return render_template(
        "regrades/list.html",
        line_item=item,
        trail=to_course(item.course),
        tabs=line_item_tabs(item),
        paging=paging,
        summaries=all_regrades.summaries(reading(), item.id, paging.offset, paging.size),
        may_change=_may_change(item),
    )


@regrades.get("/assignments/<int:line_item_id>/regrades/new")
def new(line_item_id: int) -> str:
    """Ask which attempts are to be regraded, and why."""
    return _form(staff_line_item(reading(), signin.person(), line_item_id, change=True))


@regrades.post("/assignments/<int:line_item_id>/regrades/new")
def start(line_item_id: int) -> BaseResponse | tuple[str, int]:
    """Begin a regrade with its trial."""
    item = staff_line_item(reading(), signin.person(), line_item_id, change=True)
    reason, scope = request.form.get("reason", ""), request.form.get("scope", "")
    ids = _scopes(item).get(scope, [])
    try:
        with writing() as session:
            made = services.start(session, signin.person(), line_item_id, ids, reason)
    except Refused as error:
        return _form(item, problem=str(error), reason=reason, scope=scope), 422
    return redirect(url_for("regrades.one", regrade_id=made.id))


@regrades.get("/regrades/<int:regrade_id>")
def one(regrade_id: int) -> str:
    """Show how far a regrade is, and what it changes."""
    found = services.find(reading(), signin.person(), regrade_id)
    item = found.line_item
    return render_template(
        "regrades/one.html",
        line_item=item,
        trail=[*to_line_item(item, Role.INSTRUCTOR), ("Regrades", url_for("regrades.show", line_item_id=item.id))],
        tabs=line_item_tabs(item),
        summary=all_regrades.summary(reading(), found),
        comparison=comparison(found, request.args.get("show", "")),
        KINDS=KINDS,
        overridden=all_regrades.overridden(reading(), regrade_id),
        may_change=_may_change(item),
    )


@regrades.get("/regrades/<int:regrade_id>/progress")
def progress(regrade_id: int) -> str | Response:
    """Return how far a trial is, as a piece of its page; the page is loaded anew when it has ended."""
    found = services.find(reading(), signin.person(), regrade_id)
    summary = all_regrades.summary(reading(), found)
    if summary.is_finished:
        return Response(status=204, headers={"HX-Refresh": "true"})
    if request.args.get("seen") == str(summary.ended):
        return Response(status=204)
    return render_template("regrades/_progress.html", summary=summary)


@regrades.post("/regrades/<int:regrade_id>/apply")
def apply(regrade_id: int) -> BaseResponse:
    """Let the new scores count."""
    told = _act(services.apply, regrade_id)
    flash(f"The regrade is applied: {_told(told)}")
    return redirect(url_for("regrades.one", regrade_id=regrade_id))


@regrades.post("/regrades/<int:regrade_id>/undo")
def undo(regrade_id: int) -> BaseResponse:
    """Give back the scores from before."""
    told = _act(services.undo, regrade_id)
    flash(f"The regrade is undone: {_told(told)}")
    return redirect(url_for("regrades.one", regrade_id=regrade_id))


@regrades.post("/regrades/<int:regrade_id>/discard")
def discard(regrade_id: int) -> BaseResponse:
    """End a trial without any change."""
    _act(services.discard, regrade_id)
    flash("The trial is discarded. No score has changed.")
    return redirect(url_for("regrades.one", regrade_id=regrade_id))


def _act(service: Callable[[Session, User, int, datetime], Done], regrade_id: int) -> Done:
    with writing() as session:
        return service(session, signin.person(), regrade_id, utc_now())


def _told(told: services.Told) -> str:
    changed = f"{counted(told.changed, 'attempt')} {'has' if told.changed == 1 else 'have'} another score now."
    return f"{changed} {told.left_alone} with a newer run stayed as before." if told.left_alone else changed


def _may_change(item: LineItem) -> bool:
    return see_course(reading(), signin.person(), item.course_id)[1] is Role.INSTRUCTOR


def _form(item: LineItem, problem: str = "", reason: str = "", scope: str = "") -> str:
    scopes = _scopes(item)
    asked = scope or request.args.get("scope", "")
    return render_template(
        "regrades/new.html",
        line_item=item,
        trail=[*to_line_item(item, Role.INSTRUCTOR), ("Regrades", url_for("regrades.show", line_item_id=item.id))],
        tabs=line_item_tabs(item),
        scopes={name: len(ids) for name, ids in scopes.items()},
        scope=asked if asked in scopes else "newest",
        problem=problem,
        reason=reason,
    )


def _scopes(item: LineItem) -> dict[str, Sequence[int]]:
    """Return by scope the attempts that it means and that can be regraded; the address may choose or filter some."""
    can = all_regrades.regradable(reading(), item)
    scopes: dict[str, Sequence[int]] = {"newest": list({student: each for each, student in can.items()}.values())}
    scopes["all"] = list(can)
    choice = Choice.of(request)
    if request.args.get("scope") == "matching":
        matching = all_submissions.ids(reading(), item, choice.wanted, Order.NEWEST)
        scopes["matching"] = [each for each in matching if each in can]
    if request.args.get("scope") == "chosen":
        chosen = {text for text in request.args.getlist("submission") if text.isascii() and text.isdigit()}
        scopes["chosen"] = [each for each in can if str(each) in chosen]
    return scopes
