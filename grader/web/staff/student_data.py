"""What is stored of one student: to be handed out, or to be erased."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from grader.db.models import utc_now
from grader.errors import NotFound, Refused
from grader.services import erasure, personal_data
from grader.services.access import require_instructor
from grader.web import signin
from grader.web.archives import send_archive
from grader.web.database import reading, writing
from grader.web.navigation import to_course
from grader.web.security import limiter

student_data = Blueprint("student_data", __name__)
student_data.before_request(signin.require_sign_in)


@student_data.get("/courses/<int:course_id>/people/<int:user_id>/data.zip")
@limiter.limit("30 per minute", key_func=lambda: f"user {signin.person().id}")
def download(course_id: int, user_id: int) -> Response:
    """Send all that the course holds of a student; that it was sent is written down."""
    with writing() as session:
        made_for = personal_data.of_student(session, signin.person(), course_id, user_id, utc_now())
    return send_archive(made_for, f"student-{user_id}.zip")


@student_data.get("/courses/<int:course_id>/people/<int:user_id>/erasure")
def preview(course_id: int, user_id: int) -> str:
    """Show what an erasure would take and keep."""
    return _page(course_id, user_id)


@student_data.post("/courses/<int:course_id>/people/<int:user_id>/erasure")
@limiter.limit("30 per minute", key_func=lambda: f"user {signin.person().id}")
def erase(course_id: int, user_id: int) -> BaseResponse | tuple[str, int]:
    """Erase a student, whose address was typed; sent again, there is nothing left to erase."""
    require_instructor(reading(), signin.person(), course_id)
    email = request.form.get("email", "")
    try:
        with writing() as session:
            stand_in = erasure.erase(session, signin.person(), course_id, user_id, email=email, now=utc_now())
        flash(f"Erased. The scores are those of “{stand_in.name}” from now on.")
    except NotFound:
        flash("Nothing was erased: the course holds nothing of this person, or no longer.")
    except Refused as error:
        return _page(course_id, user_id, problem=str(error), typed=email), 422
    return redirect(url_for("people.show", course_id=course_id))


def _page(course_id: int, user_id: int, problem: str = "", typed: str = "") -> str:
    found = erasure.preview(reading(), signin.person(), course_id, user_id)
    course = require_instructor(reading(), signin.person(), course_id)
    return render_template(
        "privacy/erasure.html",
        course=course,
        student=found.student,
        extent=found.extent,
        mentions=found.mentions,
        trail=[*to_course(course), ("People", url_for("people.show", course_id=course_id))],
        problem=problem,
        typed=typed[:254],
    )
