"""Who is in a course: the list, one person, and what instructors change about them."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from grader.db.models import Role
from grader.db.queries import members
from grader.db.queries import people as queries
from grader.domain.traces import plain
from grader.errors import Refused
from grader.services import members as changes
from grader.services.access import require_instructor, require_staff, see_course
from grader.services.members import see_member
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.navigation import course_tabs, to_course
from grader.web.paging import Paging

people = Blueprint("people", __name__)
people.before_request(signin.require_sign_in)

MADE_LINK = "made_link"
"""Key in the session: whose sign-in link was just made, and its token, until it is shown."""
ROLES = {role.value: role for role in Role}
Page = Response | str | tuple[str, int]


@people.get("/courses/<int:course_id>/people")
def show(course_id: int) -> str:
    """Show everybody in a course, or those who are searched for."""
    course = require_staff(reading(), signin.person(), course_id)
    search, role = plain(request.args.get("search", ""), 100).strip(), ROLES.get(request.args.get("role", ""))
    paging = Paging.of_request(members.count(reading(), course_id, search, role))
    return render_template(
        "people/list.html",
        course=course,
        trail=to_course(course),
        tabs=course_tabs(course_id),
        members=members.page(reading(), course_id, search, role, offset=paging.offset, limit=paging.size),
        paging=paging,
        search=search,
        role=role,
        roles=Role,
        is_instructor=_is_instructor(course_id),
    )


@people.get("/courses/<int:course_id>/people/<int:user_id>")
def person(course_id: int, user_id: int) -> Page:
    """Show one person; and a sign-in link that was just made for them, this once."""
    whose, token = session.pop(MADE_LINK, (None, None))
    link = f"{current_app.config['ADDRESS']}{url_for('auth.link', token=token)}" if whose == user_id else ""
    return _page(course_id, user_id, link=link)


@people.post("/courses/<int:course_id>/people/<int:user_id>/role")
def change_role(course_id: int, user_id: int) -> Page:
    """Make somebody a student, an assistant or an instructor."""
    require_instructor(reading(), signin.person(), course_id)
    role = ROLES.get(request.form.get("role", ""))
    if role is None:
        return _page(course_id, user_id, problem="Choose what this person is to be."), 422
    try:
        with writing() as transaction:
            found = changes.change_role(transaction, signin.person(), course_id, user_id, role)
    except Refused as error:
        return _page(course_id, user_id, problem=str(error)), 422
    flash(f"{found.user.name} is {_WITH_ARTICLE[role]} of this course.")
    return redirect(_after_change(course_id, user_id))


@people.post("/courses/<int:course_id>/people/<int:user_id>/removal")
def remove(course_id: int, user_id: int) -> Page:
    """Take somebody out of the course."""
    try:
        with writing() as transaction:
            name = changes.remove(transaction, signin.person(), course_id, user_id)
    except Refused as error:
        return _page(course_id, user_id, problem=str(error)), 422
    flash(f"{name} is not in this course any more. What they handed in, and their scores, are kept.")
    return redirect(_after_change(course_id, None))


@people.post("/courses/<int:course_id>/people/<int:user_id>/sign-in-link")
def make_sign_in_link(course_id: int, user_id: int) -> Page:
    """Make a link that signs a student in once."""
    try:
        with writing() as transaction:
            token = changes.make_sign_in_link(transaction, signin.person(), course_id, user_id)
    except Refused as error:
        return _page(course_id, user_id, problem=str(error)), 422
    session[MADE_LINK] = (user_id, token)
    return redirect(url_for(".person", course_id=course_id, user_id=user_id))


@people.post("/courses/<int:course_id>/join-code")
def renew_join_code(course_id: int) -> Response:
    """Give the course a new join link."""
    with writing() as transaction:
        changes.renew_join_code(transaction, signin.person(), course_id)
    flash("The course has a new join link. The old one leads nowhere.")
    return redirect(url_for(".show", course_id=course_id))


_WITH_ARTICLE = {Role.STUDENT: "a student", Role.ASSISTANT: "an assistant", Role.INSTRUCTOR: "an instructor"}


def _page(course_id: int, user_id: int, **more: Any) -> str:
    course, member = see_member(reading(), signin.person(), course_id, user_id)
    return render_template(
        "people/person.html",
        course=course,
        trail=[*to_course(course), ("People", url_for(".show", course_id=course_id))],
        tabs=course_tabs(course_id),
        member=member,
        roles=_WITH_ARTICLE,
        is_instructor=_is_instructor(course_id),
        lifetime_h=int(changes.LINK_LIFETIME.total_seconds() // 3600),
        **{"problem": "", "link": "", **more},
    )


def _is_instructor(course_id: int) -> bool:
    return see_course(reading(), signin.person(), course_id)[1] is Role.INSTRUCTOR


def _after_change(course_id: int, user_id: int | None) -> str:
    """Return where to go: who has just made themselves a student, or left, may not see these pages any more."""
    if user_id is not None and user_id != signin.person().id:
        return url_for(".person", course_id=course_id, user_id=user_id)
    role = queries.role(reading(), signin.person().id, course_id)
    return url_for(".show", course_id=course_id) if role and role.is_staff else url_for("student.home")
