"""Which line item is meant is decided in one order, and within the course of the source."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from grader.db.models import Context, Course, Deployment, LineItem, Platform, ResourceLink, Submission
from grader.services import courses
from tests.inbound.conftest import Desk


def add_link(session: Session, course: Course, item: LineItem | None, link_id: str, context_id: str = "c1") -> None:
    """Let a link of an LMS open *item*."""
    url = "https://lms.example/"
    named = {"issuer": url, "auth_login_url": url, "auth_token_url": url, "key_set_url": url}
    platform = Platform(name="LMS", client_id=f"{course.id} {context_id}", **named)
    place = Deployment(platform=platform, deployment_id="1")
    context = Context(deployment=place, context_id=context_id, course_id=course.id)
    session.add(ResourceLink(context=context, resource_link_id=link_id, line_item_id=item.id if item else None))


@pytest.fixture
def second(desk: Desk) -> LineItem:
    """Return another assignment of the course."""
    with desk.world.sessions.begin() as session:
        return courses.open_assignment(session, desk.world.course, "second", "Second")


def chosen(desk: Desk, **changed: Any) -> str | None:
    """Return the assignment that a message is handed in to."""
    empty = {"activity": {"id": ""}, "resource_link": {"id": ""}, "custom": {}}
    assert desk.send(desk.said(**empty | changed)).status_code == 202
    notice = desk.work()
    if notice.submission_id is None:
        assert notice.fault == "author"
        assert "No assignment of this course is meant" in (notice.error_message or "")
        return None
    with desk.world.sessions() as session:
        return session.get_one(Submission, notice.submission_id).line_item.assignment


@pytest.mark.parametrize(
    "said", [{"custom": {"line_item": 1}}, {"custom": {"line_item": "1"}}, {"activity": {"id": "1"}}]
)
def test_it_is_found_by_our_own_id(desk: Desk, said: dict[str, Any]) -> None:
    assert chosen(desk, **said) == "tiny"


def test_it_is_found_by_its_slug(desk: Desk, second: LineItem) -> None:
    assert chosen(desk, activity={"id": second.assignment}) == "second"


@pytest.mark.parametrize("field", ["activity", "resource_link"])
def test_it_is_found_by_a_link_of_the_lms(desk: Desk, second: LineItem, field: str) -> None:
    with desk.world.sessions.begin() as session:
        add_link(session, desk.world.course, second, "rl7")
    assert chosen(desk, **{field: {"id": "rl7"}}) == "second"


def test_a_link_goes_before_a_slug(desk: Desk, second: LineItem) -> None:
    with desk.world.sessions.begin() as session:
        add_link(session, desk.world.course, second, "rl7")
    assert chosen(desk, resource_link={"id": "rl7"}, activity={"id": "tiny"}) == "second"


def test_our_own_id_goes_before_a_link(desk: Desk, second: LineItem) -> None:
    with desk.world.sessions.begin() as session:
        add_link(session, desk.world.course, second, "rl7")
    assert chosen(desk, resource_link={"id": "rl7"}, custom={"line_item": desk.world.item.id}) == "tiny"


def test_a_link_that_leads_to_two_assignments_decides_nothing(desk: Desk, second: LineItem) -> None:
    with desk.world.sessions.begin() as session:
        add_link(session, desk.world.course, second, "rl7")
        add_link(session, desk.world.course, desk.world.item, "rl7", "c2")
    assert chosen(desk, resource_link={"id": "rl7"}) is None


def test_a_link_that_leads_nowhere_yet_decides_nothing(desk: Desk) -> None:
    with desk.world.sessions.begin() as session:
        add_link(session, desk.world.course, None, "rl7")
    assert chosen(desk, resource_link={"id": "rl7"}) is None


def test_another_course_is_out_of_reach(desk: Desk) -> None:
    elsewhere = desk.world.other_course()
    with desk.world.sessions.begin() as session:
        theirs = courses.open_assignment(session, elsewhere, "theirs", "Theirs")
        add_link(session, elsewhere, theirs, "rl7")
    ways = {"activity": {"id": "theirs"}, "resource_link": {"id": "rl7"}, "custom": {"line_item": theirs.id}}
    assert chosen(desk, **ways) is None


@pytest.mark.parametrize("said", ["", "0", "-1", "1.0", "٣", "9" * 200, "' OR 1=1 --", "%"])
def test_what_means_nothing_finds_nothing(desk: Desk, said: str) -> None:
    assert chosen(desk, activity={"id": said}, resource_link={"id": said}) is None
