"""The audit log of a course, for its instructors: who saw or did what with others' work."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request, stream_with_context

from grader.db.models import AuditEvent
from grader.db.queries import audit_log as log
from grader.db.queries.audit_log import Asked
from grader.domain.spreadsheet import csv_text
from grader.domain.times import zone
from grader.domain.traces import plain
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course
from grader.web.paging import Paging

audit_log = Blueprint("audit_log", __name__)
audit_log.before_request(signin.require_sign_in)

CHUNK = 1000
WORDS = {
    Action.VIEWED_SUBMISSION: "Viewed an attempt",
    Action.VIEWED_AS_STUDENT: "Viewed the course as a student",
    Action.COMMENTED: "Commented",
    Action.REMOVED_COMMENT: "Removed a comment",
    Action.OVERRODE_SCORE: "Set a score by hand",
    Action.LIFTED_OVERRIDE: "Lifted a score set by hand",
    Action.GRADED_AGAIN: "Had an attempt graded again",
    Action.STARTED_REGRADE: "Started a regrade",
    Action.DISCARDED_REGRADE: "Discarded a regrade",
    Action.APPLIED_REGRADE: "Applied a regrade",
    Action.UNDID_REGRADE: "Undid a regrade",
    Action.GRANTED_EXTENSION: "Granted an extension",
    Action.REMOVED_EXTENSION: "Removed an extension",
    Action.CHANGED_SETTINGS: "Changed settings",
    Action.CHANGED_ROLE: "Changed a role",
    Action.REMOVED_PERSON: "Removed somebody from the course",
    Action.IMPORTED_ROSTER: "Imported a list of students",
    Action.FETCHED_ROSTER: "Had names and roles fetched from an LMS",
    Action.SENT_AGAIN: "Had grades sent to an LMS again",
    Action.MADE_SIGN_IN_LINK: "Made a sign-in link",
    Action.EXPORTED_GRADES: "Exported grades",
    Action.READ_GRADES: "Read grades by a program",
    Action.EXPORTED_STUDENT: "Exported a student's data",
    Action.EXPORTED_AUDIT_LOG: "Exported the audit log",
    Action.ERASED_STUDENT: "Erased a student's data",
    Action.DELETED_OLD_WORK: "Deleted old work",
    Action.COMPARED_SUBMISSIONS: "Compared all attempts",
    Action.VIEWED_COMPARISON: "Viewed two attempts side by side",
    Action.CHANGED_WEBHOOKS: "Changed webhooks",
}
HEADINGS = ["Time (UTC)", "Who", "Their email", "What", "About", "Student", "Student's email", "Details"]


@audit_log.get("/courses/<int:course_id>/audit-log")
def show(course_id: int) -> str:
    """Show what was done, the newest first."""
    course = require_instructor(reading(), signin.person(), course_id)
    asked = _asked(course_id)
    paging = Paging.of_request(log.count(reading(), asked))
    events = log.page(reading(), asked, offset=paging.offset, limit=paging.size)
    return render_template(
        "people/audit_log.html",
        course=course,
        trail=to_course(course),
        tabs=course_tabs(course_id),
        events=[(event, words(event), details(event)) for event in events],
        paging=paging,
        asked=request.args,
        is_filtered=asked != Asked(course_id),
        actions=WORDS,
    )


@audit_log.get("/courses/<int:course_id>/audit-log.csv")
def export(course_id: int) -> Response:
    """Send all of what is asked for as CSV, and write that down too."""
    require_instructor(reading(), signin.person(), course_id)
    asked = _asked(course_id)
    with writing() as session:
        audit.note(session, signin.person(), course_id, Action.EXPORTED_AUDIT_LOG, "The audit log")
    headers = {"Content-Disposition": f"attachment; filename=audit-log-{course_id}.csv"}
    return Response(stream_with_context(_csv(asked)), mimetype="text/csv", headers=headers)


def words(event: AuditEvent) -> str:
    """Return what was done."""
    known = WORDS.get(Action(event.action)) if event.action in set(Action) else None
    return known or event.action.replace("_", " ").capitalize()


def details(event: AuditEvent) -> list[tuple[str, str]]:
    """Return the names and values of what is known beyond that."""
    return [(name.replace("_", " ").capitalize(), _text(value)) for name, value in event.detail.items()]


def _text(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _csv(asked: Asked) -> Iterator[str]:
    """Yield the log by chunks; no transaction stays open while a slow client reads one."""
    yield "\ufeff" + csv_text([HEADINGS])
    newest = LAST_ID
    while events := log.older_than(reading(), asked, newest, CHUNK):
        newest = events[-1].id
        rows = csv_text(_row(event) for event in events)
        reading().close()
        yield rows


def _row(event: AuditEvent) -> list[str]:
    student = event.student
    about = [student.name, student.email] if student else ["", ""]
    more = "; ".join(f"{name}: {value}" for name, value in details(event))
    at = event.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return [at, event.actor.name, event.actor.email, words(event), event.target, *about, more]


def _asked(course_id: int) -> Asked:
    """Return what the address asks for; a date that is none does not matter."""
    given = {name: plain(request.args.get(name, ""), 100).strip() for name in ("who", "student", "action")}
    until = _day("until")
    return Asked(
        course_id,
        given["who"],
        given["student"],
        given["action"],
        _day("since"),
        until + timedelta(days=1) if until else None,
    )


def _day(name: str) -> datetime | None:
    """Return the beginning of a day where the reader is."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    here = zone(signin.person().time_zone)
    return datetime.combine(day, time(), here) if date.min < day < date.max - timedelta(days=1) else None
