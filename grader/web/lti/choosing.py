"""What was chosen: which course it is here, which assignment, whose account; nobody is signed in for it.

The ticket in the form stands for who launched: in a frame there is no session.
"""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from grader.db.models import LineItem, utc_now
from grader.domain.lti import Message
from grader.errors import Refused
from grader.lms import deep_linking
from grader.services import line_items
from grader.services.lti import contexts, keys, launches, linking
from grader.services.lti.launches import Opened
from grader.web.database import reading, writing
from grader.web.lti import choices, frames, going
from grader.web.security import CLASS, limiter

choosing = Blueprint("lti_choosing", __name__)
Page = str | Response
NO_RETURN = "Your LMS did not say where the link goes. Ask whoever runs it."


@choosing.post("/lti/course")
@limiter.limit(CLASS)
def choose_course() -> Page:
    """Say which course it is here."""
    ticket = request.form.get("ticket", "")
    opened, chosen = _opened(ticket), request.form.get("course", "")
    if chosen != "new" and not _is_number(chosen):
        raise Refused("Go back, choose a course, then go on.")
    with writing() as session:
        contexts.bind(session, opened, None if chosen == "new" else int(chosen))
    return going.go_on(ticket)


@choosing.post("/lti/account")
@limiter.limit("20 per minute")
def link_account() -> Page:
    """Go on in the account that the person has already."""
    ticket = request.form.get("ticket", "")
    opened = _opened(ticket)
    with writing() as session:
        linking.link(session, opened, request.form.get("code", ""))
    return going.go_on(ticket)


@choosing.post("/lti/assignment")
@limiter.limit(CLASS)
def choose_assignment() -> Page:
    """Say which assignment the link leads to; a platform that has asked for a link is sent it."""
    ticket = request.form.get("ticket", "")
    opened, chosen = _opened(ticket), request.form.get("assignment", "")
    if opened.context is None:
        return going.go_on(ticket)
    slug = chosen.removeprefix("new:")
    title = choices.title_of(slug) if slug != chosen else ""
    with writing() as session:
        if title:
            chosen = str(line_items.add(session, opened.user, opened.context.course_id, slug, title).id)
        if not _is_number(chosen):
            raise Refused("Go back, choose an assignment, then go on.")
        item = contexts.choose(session, opened, int(chosen))
    if opened.facts.message is Message.OPEN:
        return going.go_on(ticket)
    return _answer(opened, item)


def _answer(opened: Opened, item: LineItem) -> str:
    """Return the page that carries a link back to the platform."""
    if not opened.facts.return_url:
        raise Refused(NO_RETURN)
    with writing() as session:
        launches.finish(session, opened.launch, utc_now())
        key = keys.signing(session)
    answer = deep_linking.answer(opened.platform, key, opened.facts, item, going.launch_url())
    frames.show_in(opened.platform, opened.facts, posts_to=opened.facts.return_url)
    return render_template("lti/answer.html", opened=opened, item=item, answer=answer)


def _opened(ticket: str) -> Opened:
    opened = launches.opened(reading(), ticket, utc_now())
    frames.show_in(opened.platform, opened.facts)
    return opened


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
