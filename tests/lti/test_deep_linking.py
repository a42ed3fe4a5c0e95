"""A platform asks for a link, and gets one to an assignment."""

import html
import re
from typing import Any

import jwt
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from grader.db.models import Context, Deployment, LineItem, ResourceLink
from tests.lti.lms import Lms
from tests.lti.pages import press
from tests.web.world import Visitor, World

SETTINGS = {
    "deep_link_return_url": "https://school.example.org/deep_links?course=1",
    "accept_types": ["ltiResourceLink"],
    "accept_presentation_document_targets": ["iframe", "window"],
    "data": "opaque & <kept>",
}
CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def bound(world: World, lms: Lms) -> Lms:
    with world.sessions.begin() as session:
        deployment = session.scalars(select(Deployment)).one()
        session.add(Context(deployment_id=deployment.id, context_id="c1", course_id=world.course.id))
    return lms


def ask(lms: Lms, visitor: Visitor, role: str = "Instructor", **changes: Any) -> TestResponse:
    deep = {f"{CLAIM}deep_linking_settings": {**SETTINGS, **changes}}
    message = {"message_type": "LtiDeepLinkingRequest", "resource_link": None}
    return lms.launch(visitor, "ida", role, at_home=False, **message, **deep)


def answered(visitor: Visitor, answer: TestResponse) -> dict[str, Any]:
    """Return what the platform reads of the answer, with the keys that we publish."""
    found = re.search(r'name="JWT" value="([^"]+)"', answer.text)
    assert found, answer.text
    (jwk,) = visitor.get("/lti/jwks").json["keys"]  # type: ignore[index]
    read: dict[str, Any] = jwt.decode(
        found[1], jwt.PyJWK(jwk).key, ["RS256"], audience="https://lms.example.org", issuer="client-1"
    )
    return read


def test_the_platform_gets_a_link_with_a_column_for_grades(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = press(visitor, ask(bound, visitor), "/lti/assignment", assignment=str(world.item.id))
    told = answered(visitor, answer)
    (link,) = told[f"{CLAIM}content_items"]
    assert link == {
        "type": "ltiResourceLink",
        "title": "Tiny network",
        "url": "http://127.0.0.1:8000/lti/launch",
        "lineItem": {"scoreMaximum": 100, "label": "Tiny network", "resourceId": str(world.item.id)},
        "custom": {"line_item": str(world.item.id)},
    }
    assert told[f"{CLAIM}data"] == "opaque & <kept>"
    assert told["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == "d1"
    assert told["https://purl.imsglobal.org/spec/lti/claim/message_type"] == "LtiDeepLinkingResponse"


def test_the_answer_may_be_posted_to_the_platform_and_nowhere_else(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = press(visitor, ask(bound, visitor), "/lti/assignment", assignment="1")
    assert f'action="{html.escape(SETTINGS["deep_link_return_url"])}"' in answer.text  # type: ignore[arg-type]
    assert "form-action 'self' https://school.example.org;" in answer.headers["Content-Security-Policy"]


def test_no_data_is_answered_with_none(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = press(visitor, ask(bound, visitor, data=None), "/lti/assignment", assignment="1")
    assert f"{CLAIM}data" not in answered(visitor, answer)


def test_an_assignment_of_the_platform_gets_a_processor_that_names_ours(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    asked = ask(bound, visitor, accept_types=["ltiAssetProcessor"])
    assert "Make the link" not in asked.text
    answer = press(visitor, asked, "/lti/assignment", assignment=str(world.item.id))
    assert answered(visitor, answer)[f"{CLAIM}content_items"] == [
        {
            "type": "ltiAssetProcessor",
            "title": "Tiny network",
            "url": "http://127.0.0.1:8000/lti/launch",
            "custom": {"line_item": str(world.item.id)},
        }
    ]
    assert "What is handed in there" in answer.text


def test_a_processor_needs_all_else_that_a_link_needs(world: World, bound: Lms) -> None:
    accept: dict[str, Any] = {"accept_types": ["ltiAssetProcessor"], "accept_presentation_document_targets": []}
    answer = ask(bound, world.stranger(), **accept)
    assert answer.status_code == 400
    assert "Must support a presentation type" in answer.text


def test_an_assignment_can_be_added_on_the_way(world: World, bound: Lms) -> None:
    with world.sessions.begin() as session:
        session.delete(session.get_one(LineItem, world.item.id))
    visitor = world.stranger()
    answer = press(visitor, ask(bound, visitor), "/lti/assignment", assignment="new:tiny")
    (link,) = answered(visitor, answer)[f"{CLAIM}content_items"]
    with world.sessions() as session:
        made = session.scalars(select(LineItem)).one()
    assert (made.course_id, made.is_published) == (world.course.id, False)
    assert link["custom"]["line_item"] == str(made.id)


def test_the_link_that_was_made_opens_its_assignment(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = press(visitor, ask(bound, visitor), "/lti/assignment", assignment="1")
    (link,) = answered(visitor, answer)[f"{CLAIM}content_items"]
    opened = bound.launch(world.stranger(), resource_link={"id": "new"}, custom=link["custom"])
    assert opened.location == "/assignments/1"
    with world.sessions() as session:
        assert session.scalars(select(ResourceLink)).one().resource_link_id == "new"


def test_only_instructors_choose(world: World, bound: Lms) -> None:
    for role in ("Learner", "TeachingAssistant"):
        answer = ask(bound, world.stranger(), role)
        assert answer.status_code == 400
        assert "Only instructors" in answer.text


def test_an_answer_is_given_once(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    asked = ask(bound, visitor)
    press(visitor, asked, "/lti/assignment", assignment="1")
    again = press(visitor, asked, "/lti/assignment", assignment="1")
    assert again.status_code == 400
    assert "has been used already" in again.text


def test_an_assignment_of_another_course_or_none_is_not_linked(world: World, bound: Lms) -> None:
    with world.sessions.begin() as session:
        theirs = LineItem(course_id=world.other_course().id, assignment="tiny", title="Theirs", position=1)
        session.add(theirs)
    visitor = world.stranger()
    asked = ask(bound, visitor)
    for chosen, status in ((str(theirs.id), 404), ("", 400), ("7" * 30, 400), ("new:../../etc", 404), ("new:nil", 404)):
        assert press(visitor, asked, "/lti/assignment", assignment=chosen).status_code == status, chosen


def test_a_platform_that_names_no_address_for_the_answer_is_told(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    for url in (None, "javascript:alert(1)", "//evil", 7):
        answer = press(visitor, ask(bound, visitor, deep_link_return_url=url), "/lti/assignment", assignment="1")
        assert answer.status_code == 400
        assert "did not say where the link goes" in answer.text


def test_a_platform_that_takes_no_links_is_told(world: World, bound: Lms) -> None:
    answer = ask(bound, world.stranger(), accept_types=["file"])
    assert answer.status_code == 400
    assert "Must support resource link placement types" in answer.text
