"""What was handed in: the same way as by the form, and read back."""

from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, request, url_for
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Submission
from grader.db.queries import api
from grader.db.queries import rules as all_rules
from grader.domain.rules import Rules
from grader.domain.scopes import Scope
from grader.errors import NotFound
from grader.services import submissions as services
from grader.services.access import LAST_ID, see_line_item
from grader.web.api import bearer, once
from grader.web.api.courses import LINE_ITEM
from grader.web.api.fields import Digits, Moment, Sent, Text
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section, path_id, refuse, require_type
from grader.web.attempt import viewed
from grader.web.checks import checked
from grader.web.database import reading
from grader.web.forms import Solution
from grader.web.security import limiter
from grader.web.student import log_received

submissions = Section("Submissions", "Attempts at an assignment: hand in, list, read.")
SUBMISSION = path_id("submission_id")
FORM = {
    "type": "object",
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
    "required": ["file"],
    "additionalProperties": False,
}


class Source(Sent):
    """The code that is handed in."""

    source = Text(
        required=True,
        validate=validate.Length(min=1),
        metadata={"description": "The text of solution.py.", "example": "def forward(x):\n    return x\n"},
    )


class SubmissionTold(Sent):
    """An attempt of a student."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    line_item_id = fields.Integer(required=True)
    student_id = fields.Integer(required=True)
    attempt = fields.Integer(required=True, metadata={"description": "Counts from 1."})
    digest = fields.String(required=True, metadata={"description": "SHA-256 of the file, in hex."})
    received_at = Moment(required=True)
    is_late = fields.Boolean(required=True)
    is_erased = fields.Boolean(required=True, metadata={"description": "The file is gone; the score stays."})
    state = fields.Enum(
        JobState,
        by_value=True,
        required=True,
        metadata={"description": "`open`: not graded yet. `done`. `failed`: we failed, which costs nothing."},
    )


class SubmissionsAsked(Asked):
    """Which part of which submissions."""

    student_id = Digits(validate=validate.Range(1, LAST_ID), metadata={"description": "Of this student alone."})
    since = Moment(metadata={"description": "That came then or later.", "example": "2026-11-22T15:30:00Z"})


@submissions.operation(
    f"/assignments/{LINE_ITEM}/submissions",
    method="POST",
    scope=Scope.WRITE_SUBMISSIONS,
    answer=SubmissionTold,
    status=201,
    requestBody={
        "required": True,
        "content": {"application/json": {"schema": Source}, "multipart/form-data": {"schema": FORM}},
    },
)
@limiter.limit("30 per minute", key_func=bearer.caller)
def hand_in(line_item_id: int) -> Response:
    """Hand in, as JSON with the code or as a form with a file.

    The same content again while it is being graded is the same attempt. It is stored when this answers; the result
    comes later.
    """
    require_type("application/json", "multipart/form-data")
    solution = _file() if request.mimetype == "multipart/form-data" else _source()
    item, _ = see_line_item(reading(), bearer.person(), line_item_id)
    content, most = checked(solution, item), current_app.config["MAX_UPLOAD_KIB"]

    def deed(session: Session) -> dict[str, Any]:
        stored = services.submit(session, bearer.person(), line_item_id, content, most)
        log_received(stored)
        return _told(stored, all_rules.of_student(session, stored.student_id, [item])[item.id])

    return once.do(deed, SubmissionTold, 201)


@submissions.operation(
    f"/assignments/{LINE_ITEM}/submissions",
    scope=Scope.READ_SUBMISSIONS,
    answer=list_of(SubmissionTold),
    query=SubmissionsAsked,
)
def list_submissions(asked: dict[str, Any], line_item_id: int) -> Part:
    """List the submissions of an assignment, the oldest first.

    Students see their own.
    """
    item, role = see_line_item(reading(), bearer.person(), line_item_id)
    window, student_id = window_of(asked), asked.get("student_id")
    if not role.is_staff:
        if student_id not in {None, bearer.person().id}:
            return part([], window, lambda each: each)
        student_id = bearer.person().id
    found = api.submissions(reading(), item.id, student_id, asked.get("since"), window)
    rules = _rules_by_student(item)
    everybody = all_rules.of_everybody(item)
    return part(found, window, lambda each: _told(each, rules.get(each.student_id, everybody)))


@submissions.operation(f"/submissions/{SUBMISSION}", scope=Scope.READ_SUBMISSIONS, answer=SubmissionTold)
def read_submission(submission_id: int) -> dict[str, Any]:
    """Read a submission.

    That staff read one of a student's is written down.
    """
    found, _ = viewed(bearer.person(), submission_id)
    item = found.line_item
    return _told(found, all_rules.of_student(reading(), found.student_id, [item])[item.id])


@submissions.operation(
    f"/submissions/{SUBMISSION}/source",
    scope=Scope.READ_SUBMISSIONS,
    answer=Source,
)
def read_source(submission_id: int) -> dict[str, Any]:
    """Read the code of a submission."""
    found, _ = viewed(bearer.person(), submission_id)
    if found.erased_at:
        raise NotFound("This file has been deleted. The score stays.")
    return {"source": found.content.decode("utf-8-sig", "replace")}


def _source() -> Solution:
    body: dict[str, str] = submissions.ARGUMENTS_PARSER.parse(Source, request, location="json")
    return Solution(body["source"].encode(), "")


def _file() -> Solution:
    files = request.files.getlist("file")
    if len(files) != 1 or len(request.files) != 1 or request.form:
        refuse(file="Send one file, and nothing else.")
    return Solution(files[0].read(), files[0].filename or "")


def _rules_by_student(item: LineItem) -> Mapping[int, Rules]:
    return all_rules.of_students(reading(), item)


def _told(found: Submission, rules: Rules) -> dict[str, Any]:
    names = "id", "line_item_id", "student_id", "attempt", "digest", "received_at"
    return {
        **{name: getattr(found, name) for name in names},
        "url": url_for("Submissions.read_submission", submission_id=found.id),
        "is_late": rules.days_late(found.received_at) > 0,
        "is_erased": found.erased_at is not None,
        "state": found.shown_run.state,
    }
