"""Where a page stands among the others: its breadcrumbs, and its neighbours for staff."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from grader.db.models import Course, LineItem, Role
from grader.db.queries import people
from grader.web import signin
from grader.web.database import reading

Trail = list[tuple[str, str]]

COURSE_TABS = [
    ("course.show", "Overview"),
    ("gradebook.show", "Gradebook"),
    ("people.show", "People"),
    ("connections.show", "Connections"),
    ("audit_log.show", "Audit log"),
    ("retention.show", "Retention"),
    ("course_settings.show", "Settings"),
]
LINE_ITEM_TABS = [
    ("line_item.show", "Overview"),
    ("submissions.show", "Submissions"),
    ("regrades.show", "Regrades"),
    ("similarity.show", "Similarity"),
    ("item_settings.show", "Settings"),
]
INSTRUCTORS_ONLY = {
    "audit_log.show",
    "connections.show",
    "retention.show",
    "course_settings.show",
    "item_settings.show",
}
"""Assistants see no tab that would refuse them."""


@dataclass(frozen=True)
class Tab:
    """A page beside others of the same course or line item."""

    words: str
    href: str
    is_here: bool


def to_home() -> Trail:
    """Return the way to the list of courses."""
    return [("Courses", url_for("student.home"))]


def to_course(course: Course, role: Role = Role.INSTRUCTOR) -> Trail:
    """Return the way to a course; to students it has no page of its own."""
    if not role.is_staff:
        return to_home()
    return [*to_home(), (course.title, url_for("course.show", course_id=course.id))]


def to_line_item(item: LineItem, role: Role = Role.INSTRUCTOR) -> Trail:
    """Return the way to an assignment: its text for students, its students for staff."""
    endpoint = "line_item.show" if role.is_staff else "student.assignment"
    return [*to_course(item.course, role), (item.title, url_for(endpoint, line_item_id=item.id))]


def course_tabs(course_id: int) -> list[Tab]:
    """Return the pages of a course that its staff member who is signed in may open."""
    return _tabs(COURSE_TABS, course_id, {"course_id": course_id})


def line_item_tabs(item: LineItem) -> list[Tab]:
    """Return the pages of a line item that the staff member who is signed in may open."""
    return _tabs(LINE_ITEM_TABS, item.course_id, {"line_item_id": item.id})


def submissions_href(line_item_id: int, **filters: Any) -> str:
    """Return the address of the submissions that are behind a number."""
    return url_for("submissions.show", line_item_id=line_item_id, **filters)


def _tabs(pages: list[tuple[str, str]], course_id: int, ids: dict[str, Any]) -> list[Tab]:
    role = people.role(reading(), signin.person().id, course_id)
    return [
        Tab(words, url_for(endpoint, **ids), request.blueprint == endpoint.partition(".")[0])
        for endpoint, words in pages
        if role is Role.INSTRUCTOR or endpoint not in INSTRUCTORS_ONLY
    ]
