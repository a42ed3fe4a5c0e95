"""What a stranger, a broken platform or a wrong clock may send: pages in plain words, and nobody signed in."""

import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from grader.db.models import Login, Platform, utc_now
from tests.lti.conftest import add_platform
from tests.lti.lms import CLAIM, LAUNCH, Lms, key, send
from tests.lti.pages import b64, instructor, refused
from tests.web.world import Visitor, World

Claims = dict[str, Any]


def test_a_good_launch_is_taken(lms: Lms, visitor: Visitor) -> None:
    assert "Which course is it here?" in instructor(lms, visitor).text  # so that what follows is refused for its fault


def test_a_launch_is_taken_once(lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    token = lms.sign(lms.claims(asked["nonce"], "ida", "Instructor"))
    assert send(visitor, asked["state"], token).status_code == 200
    again = send(visitor, asked["state"], token)
    assert again.status_code == 400
    assert "has been used already" in again.text


def test_the_nonce_of_one_login_is_good_for_no_other(world: World, lms: Lms, visitor: Visitor) -> None:
    first, second = lms.begin(visitor), lms.begin(visitor)
    token = lms.sign(lms.claims(first["nonce"], "ida", "Instructor"))
    refused(world, send(visitor, second["state"], token), "answers another question")


def test_a_state_that_was_never_given_out_is_refused(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    token = lms.sign(lms.claims(asked["nonce"]))
    refused(world, send(visitor, "state-of-nobody", token), "did not begin here", 400)


def test_a_login_is_good_for_ten_minutes(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    with world.sessions.begin() as session:
        session.execute(update(Login).values(expires_at=utc_now()))
    refused(world, send(visitor, asked["state"], lms.sign(lms.claims(asked["nonce"]))), "older than 10 minutes", 400)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exp": int(time.time()) - 60}, "too old"),
        ({"exp": None}, "incomplete"),
        ({"iat": None}, "incomplete"),
        ({"aud": None}, "incomplete"),
        ({"iss": None}, "incomplete"),
        ({"exp": "soon"}, "cannot be read"),
        ({"aud": "somebody-else"}, "for another program"),
        ({"aud": ["client-1", "somebody-else"]}, "for another program"),
        ({"aud": []}, "incomplete"),
        ({"azp": "somebody-else"}, "for another program"),
        ({"iss": "https://evil.example"}, "from another LMS"),
        ({"nonce": None}, "another question"),
        ({"nonce": 7}, "another question"),
    ],
)
def test_claims_that_do_not_fit_are_refused(
    world: World, lms: Lms, visitor: Visitor, changes: Claims, words: str
) -> None:
    asked = lms.begin(visitor)
    claims = lms.claims(asked["nonce"], "ida", "Instructor") | changes
    token = lms.sign({name: value for name, value in claims.items() if value is not None})
    refused(world, send(visitor, asked["state"], token), words)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_message_from_the_future_is_refused(world: World, lms: Lms, visitor: Visitor, claim: str) -> None:
    asked = lms.begin(visitor)
    claims = lms.claims(asked["nonce"], "ida", "Instructor") | {claim: int(time.time()) + 120}
    refused(world, send(visitor, asked["state"], lms.sign(claims)), "from the future")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": "1.1"}, "expected 1.3.0"),
        ({"message_type": "LtiSubmissionReviewRequest"}, "LtiSubmissionReviewRequest"),
        ({"message_type": "LtiUnheardOf"}, "Unrecognized message type"),
        ({"message_type": None}, "Invalid message type"),
        ({"target_link_uri": "https://evil.example/lti/launch"}, "an address that is not the grader"),
        ({"target_link_uri": None}, "an address that is not the grader"),
        ({"resource_link": None}, "Missing Resource Link Id"),
        ({"resource_link": "rl1"}, "wrong kind"),
        ({"context": None}, "which course this is"),
        ({"context": {"id": 5}}, "which course this is"),
        ({"deployment_id": None}, "deployment_id"),
        ({"deployment_id": ["d1"]}, "deployment_id"),
        ({"roles": None}, "Missing Roles Claim"),
        ({"context": {"id": "c" * 256}}, "too long"),
        ({"context": {"id": "c\0d"}}, "cannot be stored"),
    ],
)
def test_what_is_no_launch_of_ours_is_refused(
    world: World, lms: Lms, visitor: Visitor, changes: Claims, words: str
) -> None:
    refused(world, instructor(lms, visitor, **changes), words, 400)


@pytest.mark.parametrize("subject", [None, 7, "", "x" * 256])
def test_who_has_no_subject_cannot_come_in(world: World, lms: Lms, visitor: Visitor, subject: Any) -> None:
    answer = instructor(lms, visitor, sub=subject)
    assert answer.status_code in {400, 401}
    refused(world, answer, "Your LMS" if answer.status_code == 400 else "", answer.status_code)


def test_roles_of_the_wrong_kind_make_nobody_staff(world: World, lms: Lms, visitor: Visitor) -> None:
    for roles in ("Instructor", {"Instructor": 1}, [["Instructor"]], [7]):
        refused(world, instructor(lms, visitor, roles=roles), "Your instructor has to open", 400)


def test_a_message_that_was_cut_off_is_refused(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    token = lms.sign(lms.claims(asked["nonce"], "ida", "Instructor"))
    for cut in (token[:-10], token.rpartition(".")[0], token[: len(token) // 2], token[:5], ""):
        assert send(visitor, asked["state"], cut).status_code in {400, 401}, cut
    refused(world, send(visitor, asked["state"], token[:-10]), "signature")


def test_a_message_signed_by_another_key_is_refused(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    lms.signing = 1
    token = lms.sign(lms.claims(asked["nonce"], "ida", "Instructor"), kid="key-0")
    refused(world, send(visitor, asked["state"], token), "signature")


def test_a_claim_that_was_changed_on_the_way_is_refused(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    head, body, signature = lms.sign(lms.claims(asked["nonce"])).split(".")
    forged = lms.sign(lms.claims(asked["nonce"], "ida", "Instructor")).split(".")[1]
    assert body != forged
    refused(world, send(visitor, asked["state"], f"{head}.{forged}.{signature}"), "signature")


def test_a_message_without_a_signature_is_refused(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    token = jwt.encode(lms.claims(asked["nonce"], "ida", "Instructor"), "", "none", {"kid": "key-0"})
    refused(world, send(visitor, asked["state"], token), "not signed as LTI asks for")


def test_a_public_key_is_no_secret_to_sign_with(world: World, lms: Lms, visitor: Visitor) -> None:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key(0).public_key().public_bytes(serialization.Encoding.PEM, kind)
    asked = lms.begin(visitor)
    head = b64(json.dumps({"alg": "HS256", "kid": "key-0", "typ": "JWT"}).encode())
    signed = f"{head}.{b64(json.dumps(lms.claims(asked['nonce'], 'ida', 'Instructor')).encode())}"
    token = f"{signed}.{b64(hmac.digest(pem, signed.encode(), hashlib.sha256))}"
    refused(world, send(visitor, asked["state"], token), "not signed as LTI asks for")


def test_a_message_for_one_school_does_not_open_another_of_the_same_issuer(
    world: World, lms: Lms, visitor: Visitor
) -> None:
    lms.client_id = "client-2"
    add_platform(world, lms)
    asked = lms.begin(visitor)
    claims = lms.claims(asked["nonce"], "ida", "Instructor", aud="client-1")
    refused(world, send(visitor, asked["state"], lms.sign(claims)), "for another program")


def test_two_schools_of_one_issuer_must_say_which_they_are(world: World, lms: Lms, visitor: Visitor) -> None:
    lms.client_id = "client-2"
    add_platform(world, lms)
    sent = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": LAUNCH}
    answer = visitor.get("/lti/login", query_string=sent)
    refused(world, answer, "did not say which it means", 400)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"iss": "https://evil.example"}, "not registered here"),
        ({"iss": ""}, "not registered here"),
        ({"iss": "a\0b"}, "not registered here"),
        ({"client_id": "client-7"}, "not registered here"),
        ({"login_hint": ""}, "did not say all that is needed"),
        ({"target_link_uri": "https://evil.example/"}, "an address that is not the grader"),
        ({"target_link_uri": "http://127.0.0.1:8000@evil.example/"}, "an address that is not the grader"),
        ({"target_link_uri": "http://[::1"}, "an address that is not the grader"),
        ({"target_link_uri": ""}, "an address that is not the grader"),
    ],
)
def test_a_login_that_is_not_right_begins_nothing(
    world: World, lms: Lms, visitor: Visitor, changes: dict[str, str], words: str
) -> None:
    sent = {"iss": lms.issuer, "client_id": lms.client_id, "login_hint": "h", "target_link_uri": LAUNCH}
    refused(world, visitor.get("/lti/login", query_string={**sent, **changes}), words, 400)
    with world.sessions() as session:
        assert session.scalars(select(Login)).all() == []


def test_a_platform_that_was_retired_launches_nothing(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    with world.sessions.begin() as session:
        session.execute(update(Platform).values(retired_at=utc_now()))
    refused(world, send(visitor, asked["state"], lms.sign(lms.claims(asked["nonce"]))), "did not begin here", 400)
    sent = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": LAUNCH}
    refused(world, visitor.get("/lti/login", query_string=sent), "not registered here", 400)


def test_an_error_of_the_platform_is_told(world: World, lms: Lms, visitor: Visitor) -> None:
    asked = lms.begin(visitor)
    answer = visitor.post("/lti/launch", {"state": asked["state"], "error": "login_required"})
    refused(world, answer, "Sign in there", 400)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.text(max_size=50), token=st.one_of(st.text(max_size=200), st.binary(max_size=200).map(repr)))
def test_whatever_comes_to_the_launch_is_answered_in_words(world: World, lms: Lms, state: str, token: str) -> None:
    visitor = world.stranger()
    asked = lms.begin(visitor)
    for sent in (
        (state, token),
        (asked["state"], token),
        (asked["state"], f"{b64(token.encode(errors='replace'))}.e30.AA"),
    ):
        answer = send(visitor, *sent)
        assert answer.status_code in {400, 401}
        assert "This could not be opened" in answer.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from(
            [
                f"{CLAIM}{name}"
                for name in ("context", "resource_link", "roles", "custom", "launch_presentation", "version")
            ]
            + [f"{CLAIM}{name}" for name in ("deployment_id", "message_type", "target_link_uri", "tool_platform")]
            + ["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", "name", "sub", "given_name"]
        ),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=30)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(["id", "title", "url", "lineitem", "scope", "line_item", "return_url"]),
                    inner,
                    max_size=3,
                ),
            ),
            max_leaves=6,
        ),
        max_size=4,
    )
)
def test_whatever_a_platform_signs_is_answered_in_words(world: World, lms: Lms, values: Claims) -> None:
    visitor = world.stranger()
    asked = lms.begin(visitor)
    claims = lms.claims(asked["nonce"], "ida", "Instructor") | values
    answer = send(visitor, asked["state"], lms.sign(claims))
    assert answer.status_code in {200, 400, 401}
