"""The interface for programs, put together."""

from flask import Flask

from grader.web.api.courses import courses
from grader.web.api.document import make_document
from grader.web.api.gradebook import gradebook
from grader.web.api.lms_grades import lms_grades
from grader.web.api.reference import reference
from grader.web.api.regrades import regrades
from grader.web.api.results import results
from grader.web.api.submissions import submissions
from grader.web.api.webhooks import webhooks

SECTIONS = (courses, submissions, results, gradebook, regrades, lms_grades, webhooks)


def init_api(app: Flask) -> None:
    """Give *app* the interface for programs, its document, and the page about it."""
    made = make_document(app)
    for section in SECTIONS:
        made.register_blueprint(section)
    app.register_blueprint(reference)
