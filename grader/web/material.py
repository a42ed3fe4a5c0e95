"""The folder of an assignment, for pages that go on without it."""

from flask import current_app

from grader.db.models import LineItem
from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments
from grader.exam.assignment import Assignment


def material_of(item: LineItem) -> Assignment | None:
    """Return the assignment's folder, read; None if it is broken: its own page says why."""
    try:
        return assignments.load(current_app.config["ASSIGNMENTS_DIR"], item.assignment)
    except (AuthorError, NotFound):
        return None
