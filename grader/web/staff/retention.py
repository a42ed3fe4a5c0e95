"""How long a course keeps what students hand in: the days, what that means today, and the button that does it."""

from datetime import UTC, datetime
from time import monotonic as clock

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.db.queries import forgetting
from grader.errors import Refused
from grader.services import retention as rules
from grader.services.access import require_instructor
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.looks import counted
from grader.web.navigation import course_tabs, to_home

retention = Blueprint("retention", __name__)
retention.before_request(signin.require_sign_in)

BUDGET_S = 3.0
"""So long one press deletes; what is left then takes another press, or the command."""


@retention.get("/courses/<int:course_id>/retention")
def show(course_id: int) -> str:
    """Show the days, and what would lose its files today."""
    return _page(course_id)


@retention.post("/courses/<int:course_id>/retention")
def keep_for(course_id: int) -> Response | tuple[str, int]:
    """Set or clear the days; nothing is deleted by it."""
    typed = request.form.get("days", "").strip()
    try:
        days = _days(typed)
        with writing() as session:
            rules.keep_for(session, signin.person(), course_id, days)
    except Refused as error:
        return _page(course_id, problem=str(error), typed=typed[:20]), 422
    flash(f"Attempts are kept for {counted(days, 'day')}." if days else "Everything is kept.")
    return redirect(url_for("retention.show", course_id=course_id))


@retention.post("/courses/<int:course_id>/retention/deletion")
def delete(course_id: int) -> Response:
    """Delete what the dry run showed, a few hundred attempts at a time, for some seconds at most."""
    require_instructor(reading(), signin.person(), course_id)
    before, emptied = _moment(request.form.get("before", "")), 0
    end = clock() + BUDGET_S
    while clock() < end:
        with writing() as session:
            batch = rules.delete_old(session, signin.person(), course_id, before, utc_now())
        emptied += batch
        if batch < rules.BATCH:
            break
    left = forgetting.old(reading(), course_id, before).attempts
    flash(_told(emptied, left))
    return redirect(url_for("retention.show", course_id=course_id))


def _page(course_id: int, problem: str = "", typed: str | None = None) -> str:
    course = require_instructor(reading(), signin.person(), course_id)
    cutoff = rules.cutoff(course, utc_now())
    before = cutoff and cutoff.replace(microsecond=0)
    return render_template(
        "privacy/retention.html",
        course=course,
        trail=to_home(),
        tabs=course_tabs(course_id),
        before=before,
        old=forgetting.old(reading(), course_id, before) if before else None,
        days=(course.retention_days or "") if typed is None else typed,
        longest=rules.LONGEST_DAYS,
        problem=problem,
    )


def _days(typed: str) -> int | None:
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _moment(sent: str) -> datetime:
    """Return the moment that the form carries, in seconds since 1970."""
    if not (sent.isascii() and sent.isdigit() and len(sent) < 12):
        raise Refused("This form is damaged, and nothing was deleted. Look at the page of the retention again.")
    return datetime.fromtimestamp(int(sent), UTC)


def _told(emptied: int, left: int) -> str:
    if not emptied:
        return "Nothing was left to delete."
    done = f"{counted(emptied, 'attempt')} lost their files." if emptied > 1 else "1 attempt lost its file."
    still = "1 attempt is" if left == 1 else f"{left} attempts are"
    return f"{done} {still} left: press again." if left else done
