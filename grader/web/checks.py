"""What is checked before an attempt counts."""

from collections.abc import Collection, Iterator

from flask import current_app

from grader.db.models import LineItem
from grader.db.queries import people
from grader.domain import notebook
from grader.domain.solution import check_outline, check_source
from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments
from grader.outline import outline_of
from grader.web.database import reading
from grader.web.forms import Solution


def checked(solution: Solution, item: LineItem) -> bytes:
    """Return the code that *solution* hands in for *item*.

    Raises:
        SubmissionError: it cannot be one; the message says why and what to do.

    """
    content = solution.content
    if notebook.is_notebook(content, solution.file_name):
        content = notebook.code_of(content).encode()
    text = check_source(content, current_app.config["MAX_UPLOAD_KIB"])
    check_outline(outline_of(text), _functions(item), _others(item))
    return content


def _functions(item: LineItem) -> dict[str, str]:
    """Return the signatures asked for, by name; none while the assignment is broken, which is said elsewhere."""
    try:
        asked = assignments.load(current_app.config["ASSIGNMENTS_DIR"], item.assignment).functions
    except (AuthorError, NotFound):
        return {}
    return {name: function.signature for name, function in asked.items()}


def _others(item: LineItem) -> Iterator[tuple[str, Collection[str]]]:
    for other in people.published_line_items(reading(), item.course_id):
        if functions := _functions(other):
            yield other.title, functions
