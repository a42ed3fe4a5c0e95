"""Regrades: a trial first, then what it found is applied or not, and undone if need be."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, url_for
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Regrade, RegradeState, User, utc_now
from grader.db.queries import api
from grader.db.queries import regrades as queries
from grader.db.queries.regrades import Compared, Summary
from grader.domain.regrading import Change
from grader.domain.scopes import Scope
from grader.services import regrades as services
from grader.services.access import LAST_ID, staff_line_item
from grader.web.api import bearer, once
from grader.web.api.courses import LINE_ITEM
from grader.web.api.fields import Moment, Points, Sent, Text, WholeNumber
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section, path_id
from grader.web.database import reading

regrades = Section("Regrades", "Grade attempts anew, look at what would change, then decide; for staff.")
REGRADE = path_id("regrade_id")
MOST = 10_000


class NewRegrade(Sent):
    """What is to be graded anew, and why."""

    reason = Text(
        required=True,
        validate=validate.Length(1, 1000),
        metadata={"description": "Students and the audit log are told so.", "example": "A test was wrong."},
    )
    submission_ids = fields.List(
        WholeNumber(validate=validate.Range(1, LAST_ID)),
        validate=validate.Length(1, MOST),
        metadata={"description": "These attempts. Left out: the newest attempt of each student.", "example": [1]},
    )


class RegradeTold(Sent):
    """A regrade, and how far it is."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    line_item_id = fields.Integer(required=True)
    reason = fields.String(required=True)
    state = fields.Enum(
        RegradeState,
        by_value=True,
        required=True,
        metadata={"description": "`trial`: changes no grade. `applied`. `undone`: taken back, or discarded."},
    )
    created_at = Moment(required=True)
    applied_at = Moment(required=True, allow_none=True)
    undone_at = Moment(required=True, allow_none=True)
    total = fields.Integer(required=True, metadata={"description": "Attempts in it."})
    ended = fields.Integer(required=True, metadata={"description": "So many of them have been graded."})
    is_finished = fields.Boolean(required=True, metadata={"description": "All have: it can be applied."})


class Comparison(Sent):
    """An attempt, before and after."""

    run_id = fields.Integer(required=True)
    submission_id = fields.Integer(required=True)
    student_id = fields.Integer(required=True)
    attempt = fields.Integer(required=True)
    state = fields.Enum(JobState, by_value=True, required=True)
    before = Points(required=True, allow_none=True)
    after = Points(required=True, allow_none=True)
    change = fields.Enum(Change, by_value=True, required=True, allow_none=True)
    has_newer = fields.Boolean(required=True, metadata={"description": "Something newer has graded it: left alone."})


@regrades.operation(
    f"/assignments/{LINE_ITEM}/regrades", scope=Scope.READ_GRADES, answer=list_of(RegradeTold), query=Asked
)
def list_regrades(asked: dict[str, Any], line_item_id: int) -> Part:
    """List the regrades of an assignment."""
    item = staff_line_item(reading(), bearer.person(), line_item_id)
    window = window_of(asked)
    found = api.regrades(reading(), item.id, window)
    summaries = queries.counted(reading(), found)
    return part(summaries, window, _told)


@regrades.operation(
    f"/assignments/{LINE_ITEM}/regrades",
    method="POST",
    scope=Scope.WRITE_GRADES,
    answer=RegradeTold,
    status=201,
    body=NewRegrade,
)
def start_regrade(body: dict[str, Any], line_item_id: int) -> Response:
    """Start a regrade with its trial, which changes no grade; for instructors."""
    item = staff_line_item(reading(), bearer.person(), line_item_id, change=True)
    chosen = body.get("submission_ids") or _newest(item)

    def deed(session: Session) -> dict[str, Any]:
        made = services.start(session, bearer.person(), line_item_id, chosen, body["reason"])
        return _told(queries.summary(session, made))

    return once.do(deed, RegradeTold, 201)


@regrades.operation(f"/regrades/{REGRADE}", scope=Scope.READ_GRADES, answer=RegradeTold)
def read_regrade(regrade_id: int) -> dict[str, Any]:
    """Read a regrade: how far it is, and what became of it."""
    return _told(queries.summary(reading(), services.find(reading(), bearer.person(), regrade_id)))


@regrades.operation(f"/regrades/{REGRADE}/attempts", scope=Scope.READ_GRADES, answer=list_of(Comparison), query=Asked)
def list_comparisons(asked: dict[str, Any], regrade_id: int) -> Part:
    """List the attempts of a regrade, before and after."""
    found = services.find(reading(), bearer.person(), regrade_id)
    window = window_of(asked)
    rows = sorted(queries.compared(reading(), found.id), key=lambda row: row.run_id)
    chosen = [row for row in rows if row.run_id > window.after][: window.limit + 1]
    shown = queries.shown(reading(), [row.run_id for row in chosen])
    return part(chosen, window, lambda row: _comparison(row, shown[row.run_id].submission_id), id_name="run_id")


@regrades.operation(f"/regrades/{REGRADE}/apply", method="POST", scope=Scope.WRITE_GRADES, answer=RegradeTold)
def apply_regrade(regrade_id: int) -> Response:
    """Let the scores of a finished trial count; for instructors."""
    return _act(services.apply, regrade_id)


@regrades.operation(f"/regrades/{REGRADE}/undo", method="POST", scope=Scope.WRITE_GRADES, answer=RegradeTold)
def undo_regrade(regrade_id: int) -> Response:
    """Give back the scores from before; for instructors."""
    return _act(services.undo, regrade_id)


@regrades.operation(f"/regrades/{REGRADE}/discard", method="POST", scope=Scope.WRITE_GRADES, answer=RegradeTold)
def discard_regrade(regrade_id: int) -> Response:
    """End a trial without any change; for instructors."""
    return _act(services.discard, regrade_id)


def _act(service: Callable[[Session, User, int, datetime], object], regrade_id: int) -> Response:
    def deed(session: Session) -> dict[str, Any]:
        service(session, bearer.person(), regrade_id, utc_now())
        return _told(queries.summary(session, services.find(session, bearer.person(), regrade_id)))

    return once.do(deed, RegradeTold)


def _newest(item: LineItem) -> list[int]:
    """Return the newest attempt of each student that can be regraded."""
    can = queries.regradable(reading(), item)
    return list({student_id: submission_id for submission_id, student_id in can.items()}.values())


def _told(summary: Summary) -> dict[str, Any]:
    found: Regrade = summary.regrade
    names = "id", "line_item_id", "reason", "state", "created_at", "applied_at", "undone_at"
    return {
        **{name: getattr(found, name) for name in names},
        "url": url_for("Regrades.read_regrade", regrade_id=found.id),
        "total": summary.total,
        "ended": summary.ended,
        "is_finished": summary.is_finished,
    }


def _comparison(row: Compared, submission_id: int) -> dict[str, Any]:
    names = "run_id", "student_id", "attempt", "state", "before", "after", "change", "has_newer"
    return {**{name: getattr(row, name) for name in names}, "submission_id": submission_id}
