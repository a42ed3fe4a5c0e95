"""What is checked before an attempt counts, for what a request hands in."""

from flask import current_app

from grader.db.models import LineItem
from grader.outline import outline_of
from grader.services.checking import Checks
from grader.web.database import reading
from grader.web.forms import Solution


def checked(solution: Solution, item: LineItem) -> bytes:
    """Return the code that *solution* hands in for *item*.

    Raises:
        SubmissionError: it cannot be one; the message says why and what to do.

    """
    config = current_app.config
    checks = Checks(config["ASSIGNMENTS_DIR"], config["MAX_UPLOAD_KIB"], outline_of)
    return checks.code_of(reading(), item, solution.content, solution.file_name)
