"""Staff look at a course as one of its students: they see that course and nothing else, and change nothing.

The pages of students get the student from :func:`grader.web.signin.person`, and a database in which the student is in
this one course and nothing can be written. All other pages go on seeing who is really signed in. Whether both are
still what they were, staff and student of this course, is asked anew for each request.
"""

from dataclasses import dataclass

from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from grader.db.models import Course, Role, User
from grader.db.queries import people
from grader.services import members
from grader.web import signin
from grader.web.api.problems import is_for_program
from grader.web.database import narrow, reading, writing

viewing = Blueprint("viewing", __name__)
viewing.before_request(signin.require_sign_in)

KEY = "viewing_as"
"""In the session: the ids of the course and the student."""
STUDENT_PAGES = frozenset({"student", "submission"})
"""Blueprints."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
STILL_POSTED = frozenset({"viewing.end", "auth.sign_out"})


@dataclass(frozen=True)
class Viewing:
    """Who is looked at, and where."""

    course: Course
    student: User


def init_viewing_as(app: Flask) -> None:
    """Decide for each request of *app* as whom its pages are seen."""
    app.before_request(_decide)
    app.context_processor(lambda: {"viewing": g.get("viewing")})


@viewing.post("/courses/<int:course_id>/people/<int:user_id>/viewing")
def begin(course_id: int, user_id: int) -> Response:
    """Begin to look at the course as this student."""
    with writing() as transaction:
        members.view_as(transaction, signin.person(), course_id, user_id)
    session[KEY] = (course_id, user_id)
    return redirect(url_for("student.home"))


@viewing.post("/viewing/end")
def end() -> Response:
    """Be oneself again."""
    course_id, user_id = session.pop(KEY, (None, None))
    if course_id is None:
        return redirect(url_for("student.home"))
    return redirect(url_for("people.person", course_id=course_id, user_id=user_id))


def _decide() -> tuple[str, int] | None:
    if request.endpoint == "static" or is_for_program() or KEY not in session or not signin.is_signed_in():
        return None
    found = _find(*session[KEY])
    if found is None:
        del session[KEY]
        return None
    g.viewing = found
    if request.method not in READING and request.endpoint not in STILL_POSTED:
        message = (
            f"You see the course as {found.student.name} sees it. Press “Stop” at the top first, then do it again."
        )
        return render_template("problem.html", title="You can only look here", message=message), 403
    if request.blueprint in STUDENT_PAGES:
        narrow(found.course.id)
        signin.see_as(found.student)
    return None


def _find(course_id: int, user_id: int) -> Viewing | None:
    """Return who is looked at, if that is still allowed."""
    mine = people.role(reading(), signin.person().id, course_id)
    theirs = people.enrolment(reading(), user_id, course_id)
    student = people.user(reading(), user_id)
    if mine is None or not mine.is_staff or theirs is None or theirs.role is not Role.STUDENT or student is None:
        return None
    return Viewing(theirs.course, student)
