"""The pages on which staff choose: which course here it is, and which assignment a link leads to."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app, render_template

from grader.db.models import Context, Role
from grader.db.queries import line_items, people
from grader.domain.lti import Message
from grader.errors import AuthorError, NotAllowed, NotFound
from grader.exam import assignment as assignments
from grader.services.lti import linking
from grader.services.lti.launches import Opened
from grader.web.database import reading


@dataclass(frozen=True)
class Offer:
    """An assignment of the folder that is not in the course yet."""

    slug: str
    title: str


def of_course(opened: Opened, ticket: str) -> str:
    """Return the page that asks which course it is here."""
    mine = [each.course for each in people.enrolments(reading(), opened.user.id) if each.role is Role.INSTRUCTOR]
    is_new = linking.may_link(reading(), opened.user)
    return render_template("lti/course.html", opened=opened, ticket=ticket, courses=mine, is_new_here=is_new)


def of_assignment(opened: Opened, context: Context, ticket: str) -> str:
    """Return the page that asks for an assignment of the course.

    Raises:
        NotAllowed: who launched is no instructor of the course here.

    """
    if people.role(reading(), opened.user.id, context.course_id) is not Role.INSTRUCTOR:
        raise NotAllowed(f"Only an instructor of “{context.course.title}” chooses assignments for it.")
    items = line_items.of_course(reading(), context.course_id)
    return render_template(
        "lti/assignment.html",
        opened=opened,
        course=context.course,
        ticket=ticket,
        items=items,
        offers=_offers({each.assignment for each in items}),
        is_for_platform=opened.facts.message is Message.CHOOSE,
    )


def title_of(slug: str) -> str:
    """Return the title of an assignment of the folder.

    Raises:
        NotFound: there is none, or it is broken.

    """
    try:
        return assignments.load(current_app.config["ASSIGNMENTS_DIR"], slug).title
    except AuthorError as error:
        raise NotFound("There is no such assignment, or it is broken.") from error


def _offers(taken: Collection[str]) -> list[Offer]:
    slugs = assignments.slugs(current_app.config["ASSIGNMENTS_DIR"])
    return [Offer(slug, title) for slug in slugs if slug not in taken and (title := _title_or_none(slug))]


def _title_or_none(slug: str) -> str | None:
    try:
        return title_of(slug)
    except NotFound:
        return None
