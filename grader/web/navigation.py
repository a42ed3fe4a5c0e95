"""Where a page stands among the others: the links of its breadcrumbs."""

from flask import url_for

from grader.db.models import Course, LineItem, Role

Trail = list[tuple[str, str]]


def to_home() -> Trail:
    """Return the way to the list of courses."""
    return [("Courses", url_for("student.home"))]


def to_course(course: Course, role: Role = Role.INSTRUCTOR) -> Trail:
    """Return the way to a course; to students it has no page of its own."""
    if not role.is_staff:
        return to_home()
    return [*to_home(), (course.title, url_for("staff.course", course_id=course.id))]


def to_line_item(item: LineItem, role: Role) -> Trail:
    """Return the way to an assignment: its text for students, its students for staff."""
    endpoint = "staff.line_item" if role.is_staff else "student.assignment"
    return [*to_course(item.course, role), (item.title, url_for(endpoint, line_item_id=item.id))]
