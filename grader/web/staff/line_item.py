"""An assignment at a glance: what needs staff first, then the class in figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from grader.db.models import ClassReport, JobState, LineItem, utc_now
from grader.db.queries import attention, figures
from grader.domain.figures import ClassFigures
from grader.domain.outcomes import Which
from grader.domain.times import zone
from grader.services.access import staff_line_item
from grader.web import charts, signin
from grader.web.database import reading
from grader.web.looks import counted, distance
from grader.web.navigation import line_item_tabs, to_course

line_item = Blueprint("line_item", __name__)
line_item.before_request(signin.require_sign_in)


@line_item.get("/assignments/<int:line_item_id>/students")
def show(line_item_id: int) -> str:
    """Show what needs attention, and the figures of the class."""
    item = staff_line_item(reading(), signin.person(), line_item_id)
    report = figures.class_report(reading(), item.id)
    return render_template(
        "figures/line_item.html",
        line_item=item,
        trail=to_course(item.course),
        tabs=line_item_tabs(item),
        attention=attention.of_line_item(reading(), item.id),
        turnout=figures.turnout(reading(), item),
        is_counting=report is not None and report.state is JobState.OPEN,
        **(_drawn(item, report) if report else {}),
    )


def _drawn(item: LineItem, report: ClassReport) -> Mapping[str, Any]:
    """Return what the template needs to show the figures of *report*; nothing when there are none yet."""
    if report.computed_at is None:
        return {}
    found = ClassFigures.from_json(report.body)
    if not found.times and found.median is None:
        return {}
    which = Which.FIRST if request.args.get("by") == Which.FIRST else Which.COUNTING
    return {
        "figures": found,
        "age": _age(report.computed_at),
        "which": which,
        "table": found.tests[which],
        "scores": charts.score_columns(found) if any(found.scores) else None,
        "attempts": charts.attempt_columns(found) if found.attempts else None,
        "timeline": charts.timeline(found, item.due_at, zone(signin.person().time_zone)) if found.times else None,
    }


def _age(at: datetime) -> str:
    """Say how old figures are, to the second while that is news."""
    seconds = max(round((utc_now() - at).total_seconds()), 0)
    return f"{counted(seconds, 'second')} ago" if seconds < 60 else distance(at, utc_now())
