"""Courses, and the assignments in them."""

from datetime import datetime
from typing import Any

from flask import url_for
from marshmallow import fields

from grader.db.models import Course, LineItem, Role, utc_now
from grader.db.queries import api
from grader.db.queries import rules as all_rules
from grader.domain.gradebook import Counting
from grader.domain.rules import Phase, Rules
from grader.domain.scopes import Scope
from grader.domain.visibility import Shown
from grader.services.access import see_course, see_line_item
from grader.web.api import bearer
from grader.web.api.fields import Moment, Sent
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section, path_id
from grader.web.database import reading

courses = Section("Courses", "Courses that you are in, and their assignments.")
COURSE, LINE_ITEM = path_id("course_id"), path_id("line_item_id")


class CourseTold(Sent):
    """A course that you are in."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    title = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True, metadata={"description": "What you are in it."})


class Assignment(Sent):
    """An assignment in a course: a column of the gradebook. Dates and limits are those that hold for you."""

    id = fields.Integer(required=True, metadata={"description": "The `line_item_id`."})
    url = fields.String(required=True)
    course_id = fields.Integer(required=True)
    assignment = fields.String(required=True, metadata={"description": "Name of its folder; the same in all courses."})
    title = fields.String(required=True)
    position = fields.Integer(required=True, metadata={"description": "Its place in the course."})
    phase = fields.Enum(Phase, by_value=True, required=True)
    is_published = fields.Boolean(required=True)
    is_broken = fields.Boolean(required=True, metadata={"description": "Nothing can be handed in until it is mended."})
    opens_at = Moment(required=True, allow_none=True)
    due_at = Moment(required=True, allow_none=True)
    closes_at = Moment(required=True, allow_none=True, metadata={"description": "Late work is taken until then."})
    late_percent_per_day = fields.Integer(required=True)
    max_attempts = fields.Integer(required=True, allow_none=True, metadata={"description": "null: no limit."})
    cool_down_s = fields.Integer(required=True, metadata={"description": "Seconds from one attempt to the next."})
    counting = fields.Enum(Counting, by_value=True, required=True, metadata={"description": "Which attempt counts."})
    tests_shown = fields.Enum(Shown, by_value=True, required=True)
    are_scores_shown = fields.Boolean(required=True)


@courses.operation("/courses", scope=Scope.READ_COURSES, answer=list_of(CourseTold), query=Asked)
def list_courses(asked: dict[str, Any]) -> Part:
    """List your courses."""
    window = window_of(asked)
    found = api.enrolments(reading(), bearer.person().id, window)
    return part(found, window, lambda each: _course(each.course, each.role))


@courses.operation(f"/courses/{COURSE}", scope=Scope.READ_COURSES, answer=CourseTold)
def read_course(course_id: int) -> dict[str, Any]:
    """Read a course."""
    return _course(*see_course(reading(), bearer.person(), course_id))


@courses.operation(f"/courses/{COURSE}/assignments", scope=Scope.READ_COURSES, answer=list_of(Assignment), query=Asked)
def list_assignments(asked: dict[str, Any], course_id: int) -> Part:
    """List the assignments of a course.

    Students see those that are published.
    """
    _, role = see_course(reading(), bearer.person(), course_id)
    window, now = window_of(asked), utc_now()
    found = api.line_items(reading(), course_id, window, is_published_only=not role.is_staff)
    rules = all_rules.of_student(reading(), bearer.person().id, found)
    return part(found, window, lambda each: _assignment(each, rules[each.id], now))


@courses.operation(f"/assignments/{LINE_ITEM}", scope=Scope.READ_COURSES, answer=Assignment)
def read_assignment(line_item_id: int) -> dict[str, Any]:
    """Read an assignment with its dates and rules."""
    item, _ = see_line_item(reading(), bearer.person(), line_item_id)
    rules = all_rules.of_student(reading(), bearer.person().id, [item])[item.id]
    return _assignment(item, rules, utc_now())


def _course(course: Course, role: Role) -> dict[str, Any]:
    url = url_for("Courses.read_course", course_id=course.id)
    return {"id": course.id, "url": url, "title": course.title, "role": role}


def _assignment(item: LineItem, rules: Rules, now: datetime) -> dict[str, Any]:
    of_item = "id", "course_id", "assignment", "title", "position", "is_published", "counting", "tests_shown"
    of_rules = "opens_at", "due_at", "closes_at", "late_percent_per_day", "max_attempts"
    return {
        **{name: getattr(item, name) for name in (*of_item, "are_scores_shown")},
        **{name: getattr(rules, name) for name in of_rules},
        "url": url_for("Courses.read_assignment", line_item_id=item.id),
        "phase": rules.phase(now),
        "is_broken": item.problem is not None,
        "cool_down_s": int(rules.cool_down.total_seconds()),
    }
