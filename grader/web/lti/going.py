"""Where a launch goes on: to a choice of staff, to the page itself, or to the button that leads there."""

from flask import current_app, render_template, request
from werkzeug.wrappers import Response

from grader.db.models import utc_now
from grader.db.queries import people
from grader.domain.lti import Message
from grader.errors import Refused
from grader.services.lti import launches, linking
from grader.services.lti.launches import Opened
from grader.web import signin
from grader.web.database import reading, writing
from grader.web.lti import choices, frames


def launch_url() -> str:
    """Return where platforms send their messages, and what their links name."""
    return f"{current_app.config['ADDRESS']}/lti/launch"


def go_on(ticket: str, *, is_at_home: bool = False) -> str | Response:
    """Return what comes next for who launched; with *is_at_home*, the window is all ours and no click is needed.

    Raises:
        Refused: the ticket is used up, too old, or none of ours.

    """
    opened = launches.opened(reading(), ticket, utc_now())
    frames.show_in(opened.platform, opened.facts)
    if opened.context is None:
        return choices.of_course(opened, ticket)
    if opened.line_item is None or opened.facts.message is Message.CHOOSE:
        return choices.of_assignment(opened, opened.context, ticket)
    if is_at_home:
        return begin(opened)
    shown = {"is_framed": may_be_framed(), "is_new_here": linking.may_link(reading(), opened.user)}
    return render_template("lti/open.html", opened=opened, ticket=ticket, **shown)


def begin(opened: Opened) -> Response:
    """Sign in who launched, and go to what they opened.

    Raises:
        Refused: the ticket has been used meanwhile, or opens no page.

    """
    if opened.context is None or opened.line_item is None:
        raise Refused(launches.NO_TICKET)
    with writing() as session:
        launches.finish(session, opened.launch, utc_now())
    role = people.role(reading(), opened.user.id, opened.context.course_id)
    endpoint = "line_item.show" if role and role.is_staff else "student.assignment"
    return signin.start_session(opened.user, (endpoint, {"line_item_id": opened.line_item.id}))


def may_be_framed() -> bool:
    """Say whether this may be seen in a frame; browsers that do not tell are taken to mean yes."""
    return request.headers.get("Sec-Fetch-Dest") != "document"
