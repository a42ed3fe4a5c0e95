"""Which grades the platforms of a course have, and sending one again."""

from typing import Any

from flask import Response
from marshmallow import fields
from sqlalchemy.orm import Session

from grader.db.models import JobState, Passback
from grader.db.queries import api
from grader.db.queries.api import Window
from grader.db.queries.lms_grades import Standing
from grader.domain.scopes import Scope
from grader.services.access import require_staff
from grader.services.lti import passbacks as services
from grader.web.api import bearer, once
from grader.web.api.courses import COURSE
from grader.web.api.fields import Moment, Points, Sent
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section, path_id
from grader.web.database import reading

lms_grades = Section("LMS grades", "Whether the LMS has the grades; for staff.")
ALL = f"/courses/{COURSE}/lms-grades"


class LmsGrade(Sent):
    """The grade of a student for a link of an LMS."""

    id = fields.Integer(required=True)
    student_id = fields.Integer(required=True)
    line_item_id = fields.Integer(required=True, allow_none=True)
    standing = fields.Enum(Standing, by_value=True, required=True)
    wanted_at = Moment(required=True, metadata={"description": "Since when the LMS should have it as it is now."})
    sent_score = Points(required=True, allow_none=True, metadata={"description": "What the LMS took last."})
    sent_at = Moment(required=True, allow_none=True)
    times_failed = fields.Integer(required=True, metadata={"description": "In a row."})
    last_error = fields.String(required=True, metadata={"description": "Why it was not taken the last time."})
    last_error_at = Moment(required=True, allow_none=True)


@lms_grades.operation(ALL, scope=Scope.READ_GRADES, answer=list_of(LmsGrade), query=Asked)
def list_lms_grades(asked: dict[str, Any], course_id: int) -> Part:
    """List the grades of a course for its LMS, and how they stand there."""
    require_staff(reading(), bearer.person(), course_id)
    window = window_of(asked)
    return part(api.passbacks(reading(), course_id, window), window, _told)


@lms_grades.operation(
    f"{ALL}/{path_id('passback_id')}/replay", method="POST", scope=Scope.WRITE_GRADES, answer=LmsGrade
)
def send_grade_again(course_id: int, passback_id: int) -> Response:
    """Send a grade to the LMS again; for instructors."""

    def deed(session: Session) -> dict[str, Any]:
        services.send_again(session, bearer.person(), course_id, passback_id)
        session.flush()
        [found] = api.passbacks(session, course_id, Window(passback_id - 1, 1))[:1]
        return _told(found)

    return once.do(deed, LmsGrade)


def _told(found: Passback) -> dict[str, Any]:
    names = "id", "student_id", "wanted_at", "sent_score", "sent_at", "times_failed", "last_error", "last_error_at"
    its = {name: getattr(found, name) for name in names}
    return {**its, "line_item_id": found.resource_link.line_item_id, "standing": _standing(found)}


def _standing(found: Passback) -> Standing:
    if found.state is JobState.FAILED or (found.state is JobState.OPEN and found.times_failed):
        return Standing.FAILING
    return Standing.THERE if found.state is JobState.DONE and found.sent_at else Standing.WAITING
