"""Platforms become known: by hand, and by a link through which they register themselves."""

import json
import re
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from grader.db.models import Deployment, Platform, RegistrationInvite, User, utc_now
from tests.lti.lms import Lms, answer_json
from tests.web.world import Visitor, World

TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
BY_HAND = {
    "name": "Moodle",
    "issuer": "https://moodle.example.org",
    "client_id": "abc",
    "auth_login_url": "https://moodle.example.org/auth",
    "auth_token_url": "https://moodle.example.org/token",
    "key_set_url": "https://moodle.example.org/keys",
    "deployment_ids": "1, 2",
}


class Registrar:
    """What a platform answers who registers; parts of it can be changed."""

    def __init__(self, lms: Lms) -> None:
        self.lms = lms
        self.told: dict[str, Any] = {}
        """What we said of ourselves."""
        self.authorization: str | None = None
        self.configuration: dict[str, Any] = {
            "issuer": lms.address,
            "authorization_endpoint": f"{lms.address}/auth",
            "token_endpoint": f"{lms.address}/token",
            "jwks_uri": f"{lms.address}/keys",
            "registration_endpoint": f"{lms.address}/register",
            PLATFORM: {"product_family_code": "moodle", "version": "5.1"},
        }
        self.answer: Any = {"client_id": "new-client", TOOL: {"deployment_id": "7"}}
        lms.serve = self.serve

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.command == "GET":
            answer_json(handler, self.configuration)
        else:
            self.told = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
            self.authorization = handler.headers["Authorization"]
            answer_json(handler, self.answer)


@pytest.fixture
def operator(world: World) -> Visitor:
    visitor = world.visitor(world.instructor)
    visitor.get("/system/platforms")
    return visitor


@pytest.fixture
def registrar(lms: Lms) -> Registrar:
    return Registrar(lms)


def invite(operator: Visitor) -> str:
    answer = operator.post("/system/platforms/invites")
    found = re.search(r'value="http://[^/]+(/lti/register/[^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def register(world: World, path: str, lms: Lms, **fields: str) -> TestResponse:
    sent = {"openid_configuration": f"{lms.address}/openid?x=1", "registration_token": "secret", **fields}
    return world.stranger().post(path, sent)


def platforms(world: World) -> list[Platform]:
    with world.sessions() as session:
        return list(session.scalars(select(Platform).order_by(Platform.id)))


def test_an_operator_registers_a_platform_by_hand(world: World, operator: Visitor) -> None:
    assert operator.post("/system/platforms", BY_HAND).status_code == 302
    (made,) = platforms(world)
    assert (made.issuer, made.client_id, made.auth_audience) == ("https://moodle.example.org", "abc", None)
    with world.sessions() as session:
        assert set(session.scalars(select(Deployment.deployment_id))) == {"1", "2"}
    assert "Moodle" in operator.get("/system/platforms").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "Enter the name"),
        ({"client_id": "x" * 256}, "Enter the client id"),
        ({"issuer": "moodle"}, "The issuer is an address"),
        ({"auth_login_url": "ftp://x"}, "must begin with https://"),
        ({"key_set_url": "https://user@moodle.example.org/keys"}, "user name or a password"),
        ({"deployment_ids": "x" * 256}, "A deployment id has at most"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_typed_is_lost(
    world: World, operator: Visitor, changes: dict[str, str], words: str
) -> None:
    answer = operator.post("/system/platforms", {**BY_HAND, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="https://moodle.example.org/token"' in answer.text
    assert platforms(world) == []


def test_a_second_registration_of_an_issuer_needs_keys_at_the_same_host(world: World, operator: Visitor) -> None:
    operator.post("/system/platforms", BY_HAND)
    other = {**BY_HAND, "client_id": "def"}
    answer = operator.post("/system/platforms", {**other, "key_set_url": "https://evil.example/keys"})
    assert "whose keys are at another host" in answer.text
    assert operator.post("/system/platforms", other).status_code == 302
    assert len(platforms(world)) == 2


def test_the_same_registration_twice_is_refused(operator: Visitor) -> None:
    operator.post("/system/platforms", BY_HAND)
    assert "registered already" in operator.post("/system/platforms", BY_HAND).text


def test_a_platform_is_retired_and_taken_back(world: World, operator: Visitor) -> None:
    operator.post("/system/platforms", BY_HAND)
    operator.get("/system/platforms")
    operator.post("/system/platforms/1/retirement")
    assert platforms(world)[0].retired_at
    operator.post("/system/platforms/1/retirement")
    assert platforms(world)[0].retired_at is None


def test_a_new_key_is_made_by_a_button(world: World, operator: Visitor) -> None:
    first = world.stranger().get("/lti/jwks").json["keys"]  # type: ignore[index]
    operator.get("/system/platforms")
    answer = operator.post("/system/platforms/keys")
    assert answer.status_code == 302, answer.text
    both = world.stranger().get("/lti/jwks").json["keys"]  # type: ignore[index]
    assert len(both) == 2
    assert first == world.stranger().get("/lti/jwks").json["keys"][1:]  # type: ignore[index]


def test_platforms_are_for_operators_alone(world: World) -> None:
    teacher = world.visitor(world.add_teacher("Tom", world.course))
    for path in ("/system/platforms", "/system/platforms/invites", "/system/platforms/keys"):
        teacher.get("/account")
        assert teacher.post(path, BY_HAND).status_code == 404
    assert teacher.get("/system/platforms").status_code == 404
    assert platforms(world) == []


def test_a_platform_registers_itself_by_a_link(world: World, operator: Visitor, registrar: Registrar) -> None:
    path = invite(operator)
    address = registrar.lms.address
    asked = world.stranger().get(path, query_string={"openid_configuration": f"{address}/openid"})
    assert f"<strong>{address}</strong>" in asked.text
    answer = register(world, path, registrar.lms)
    assert "The grader is registered" in answer.text
    assert f'data-origin="{address}"' in answer.text
    made = platforms(world)[-1]
    assert (made.issuer, made.client_id, made.key_set_url) == (address, "new-client", f"{address}/keys")
    assert made.name == f"moodle at {address.removeprefix('http://')}"
    with world.sessions() as session:
        found = select(Deployment.deployment_id).where(Deployment.platform_id == made.id)
        assert session.scalars(found).one() == "7"


def test_the_platform_is_told_what_we_are(world: World, operator: Visitor, registrar: Registrar) -> None:
    register(world, invite(operator), registrar.lms)
    told, ours = registrar.told, "http://127.0.0.1:8000/lti"
    assert registrar.authorization == "Bearer secret"
    assert told["redirect_uris"] == [f"{ours}/launch"]
    assert (told["initiate_login_uri"], told["jwks_uri"]) == (f"{ours}/login", f"{ours}/jwks")
    assert told["token_endpoint_auth_method"] == "private_key_jwt"
    assert "https://purl.imsglobal.org/spec/lti-ags/scope/score" in told["scope"].split()
    assert "https://purl.imsglobal.org/spec/lti/scope/noticehandlers" in told["scope"].split()
    assert "https://purl.imsglobal.org/spec/lti/scope/asset.readonly" in told["scope"].split()
    messages = [(each["type"], each.get("placements")) for each in told[TOOL]["messages"]]
    assert messages == [
        ("LtiResourceLinkRequest", None),
        ("LtiDeepLinkingRequest", ["ContentArea"]),
        ("LtiDeepLinkingRequest", ["ActivityAssetProcessor"]),
    ]
    assert "email" not in told[TOOL]["claims"]


def test_only_the_page_of_the_platform_may_frame_the_registration(
    world: World, operator: Visitor, registrar: Registrar
) -> None:
    answer = register(world, invite(operator), registrar.lms)
    assert f"frame-ancestors {registrar.lms.address}" in answer.headers["Content-Security-Policy"]
    assert "Cross-Origin-Opener-Policy" not in answer.headers  # the window that waits for us could not be told


def test_a_link_registers_one_platform(world: World, operator: Visitor, registrar: Registrar) -> None:
    path = invite(operator)
    register(world, path, registrar.lms)
    again = register(world, path, registrar.lms)
    assert again.status_code == 400
    assert "has been used already" in again.text


def test_a_link_is_good_for_an_hour_and_no_invented_one_at_all(
    world: World, operator: Visitor, registrar: Registrar
) -> None:
    path = invite(operator)
    with world.sessions.begin() as session:
        session.execute(update(RegistrationInvite).values(expires_at=utc_now()))
    for each in (path, "/lti/register/invented"):
        assert register(world, each, registrar.lms).status_code == 400
    assert registrar.lms.asked == []


def test_a_link_of_somebody_who_is_no_operator_any_more_registers_nothing(
    world: World, operator: Visitor, registrar: Registrar
) -> None:
    path = invite(operator)
    with world.sessions.begin() as session:
        session.execute(update(User).values(is_operator=False))
    assert register(world, path, registrar.lms).status_code == 404
    assert len(platforms(world)) == 1


def test_a_platform_that_takes_the_name_of_another_is_refused(
    world: World, operator: Visitor, registrar: Registrar
) -> None:
    registrar.configuration["issuer"] = "https://lms.example.org"
    answer = register(world, invite(operator), registrar.lms)
    assert answer.status_code == 400
    assert "calls itself by another host" in answer.text
    assert registrar.told == {}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("issuer", None),
        ("registration_endpoint", 7),
        ("registration_endpoint", "file:///etc/passwd"),
        ("jwks_uri", ["x"]),
        ("token_endpoint", "javascript:alert(1)"),
        (PLATFORM, "moodle"),
    ],
)
def test_a_broken_configuration_registers_nothing(
    world: World, operator: Visitor, registrar: Registrar, part: str, value: Any
) -> None:
    registrar.configuration[part] = value
    assert register(world, invite(operator), registrar.lms).status_code == 400
    assert len(platforms(world)) == 1


@pytest.mark.parametrize("answer", [{}, [], "x", {"client_id": 7, TOOL: {}}, {"client_id": "x", TOOL: []}])
def test_a_broken_answer_registers_nothing(world: World, operator: Visitor, registrar: Registrar, answer: Any) -> None:
    registrar.answer = answer
    assert register(world, invite(operator), registrar.lms).status_code == 400
    assert len(platforms(world)) == 1


def test_what_does_not_come_from_an_lms_is_told_what_the_link_is_for(world: World, operator: Visitor) -> None:
    answer = world.stranger().get(invite(operator))
    assert answer.status_code == 400
    assert "Give this link to your LMS" in answer.text
