"""Where a page stands among the others: the links of its breadcrumbs."""

from flask import url_for

from grader.db.models import Course, LineItem, Role

Trail = list[tuple[str, str]]


def to_home() -> Trail:
    """Return the way to the list of courses."""
    return [("Courses", url_for("student.home"))]


def to_course(course: Course, role: Role) -> Trail:
    """Return the way to a course; to students it has no page of its own."""
    if role is Role.STUDENT:
        return to_home()
    return [*to_home(), (course.title, url_for("staff.course", course_id=course.id))]


def to_line_item(item: LineItem, role: Role) -> Trail:
    """Return the way to an assignment: its text for students, its students for staff."""
    endpoint = "student.assignment" if role is Role.STUDENT else "staff.line_item"
    return [*to_course(item.course, role), (item.title, url_for(endpoint, line_item_id=item.id))]
