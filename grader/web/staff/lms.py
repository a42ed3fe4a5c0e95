"""A course and the LMS that it is opened from: which grades are there, and who is in it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from grader.db.models import Role
from grader.db.queries import lms_grades, notice_handlers, people, rosters
from grader.db.queries.lms_grades import Asked, Standing
from grader.errors import Refused
from grader.services.access import LAST_ID, require_staff
from grader.services.lti import passbacks
from grader.services.lti import rosters as fetching
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course
from grader.web.paging import Paging

lms = Blueprint("lms", __name__)
lms.before_request(signin.require_sign_in)

WORDS = {
    Standing.THERE: "In the LMS",
    Standing.WAITING: "On its way",
    Standing.FAILING: "Not taken",
    Standing.UNKNOWN: "Student not known to the LMS",
}


@lms.get("/courses/<int:course_id>/lms")
def show(course_id: int) -> str:
    """Show what the course is linked with, and how its grades stand there."""
    course = require_staff(reading(), signin.person(), course_id)
    asked = _asked(course_id)
    paging = Paging.of_request(lms_grades.count(reading(), asked))
    return render_template(
        "lms/show.html",
        course=course,
        trail=to_course(course),
        tabs=course_tabs(course_id),
        contexts=rosters.contexts(reading(), course_id),
        notice_failures=notice_handlers.failures(reading(), course_id),
        links=lms_grades.links(reading(), course_id),
        grades=lms_grades.page(reading(), asked, offset=paging.offset, limit=paging.size),
        counts=lms_grades.counts(reading(), course_id),
        paging=paging,
        asked=asked,
        words=WORDS,
        is_instructor=people.role(reading(), signin.person().id, course_id) is Role.INSTRUCTOR,
    )


@lms.post("/courses/<int:course_id>/lms/roster")
def fetch(course_id: int) -> Response:
    """Have names and roles fetched."""
    try:
        with writing() as session:
            fetching.want_all(session, signin.person(), course_id)
    except Refused as error:
        flash(str(error))
    else:
        flash("Names and roles are being fetched. It takes some seconds; load this page again to see what came of it.")
    return redirect(url_for("lms.show", course_id=course_id))


@lms.post("/courses/<int:course_id>/lms/grades")
def send_all_again(course_id: int) -> Response:
    """Have all grades sent again that were not taken."""
    with writing() as session:
        number = passbacks.send_again(session, signin.person(), course_id)
    flash(f"{number} {'grade is' if number == 1 else 'grades are'} on the way to the LMS again.")
    return redirect(url_for("lms.show", course_id=course_id))


@lms.post("/courses/<int:course_id>/lms/grades/<int:passback_id>")
def send_again(course_id: int, passback_id: int) -> Response:
    """Have one grade sent again."""
    with writing() as session:
        passbacks.send_again(session, signin.person(), course_id, passback_id)
    flash("The grade is on its way to the LMS again.")
    return redirect(url_for("lms.show", course_id=course_id))


def _asked(course_id: int) -> Asked:
    standing, item = request.args.get("standing", ""), request.args.get("assignment", "")
    is_number = item.isascii() and item.isdigit() and len(item) < 10
    return Asked(
        course_id,
        Standing(standing) if standing in set(Standing) else None,
        min(int(item), LAST_ID) if is_number else None,
    )
