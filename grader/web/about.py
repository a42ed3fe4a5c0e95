"""What is stored about people, and how far everybody can use the pages; for strangers as well."""

from flask import Blueprint, render_template

from grader.db.queries import people
from grader.web import signin
from grader.web.database import reading

about = Blueprint("about", __name__)


@about.get("/about")
def show() -> str:
    """Show the statement on privacy and accessibility."""
    enrolments = people.enrolments(reading(), signin.person().id) if signin.is_signed_in() else []
    return render_template("privacy/about.html", courses=[each.course for each in enrolments])
