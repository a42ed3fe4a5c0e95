"""Without the signature of a source nothing is looked at, and nobody is told why."""

import base64
import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.services.inbound import signing, sources
from tests.inbound.conftest import Desk

FIVE_MINUTES = timedelta(minutes=5)
OTHER_SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()
MALFORMED = ["", "v1", "v1,", "v1,\xe9", ",", "v1,a,b", "v1,!!!!", "v2,AAAA", " ", "v1 v1", "v1," + "A" * 5000]
KEEP = HealthCheck.function_scoped_fixture


def bare_answer(desk: Desk, body: bytes, headers: dict[str, str], source: object = None) -> tuple[object, ...]:
    """Return all of an answer that could tell something; it must be a 401."""
    got = desk.post(body, headers, source)
    assert got.status_code == 401
    assert desk.notices() == []
    return got.data, got.headers["WWW-Authenticate"], got.content_type, str(sorted(got.headers.keys()))


def body_of(desk: Desk) -> bytes:
    return json.dumps(desk.said()).encode()


def test_what_is_signed_as_it_must_be_is_taken(desk: Desk) -> None:
    assert desk.send().status_code == 202
    assert len(desk.notices()) == 1


@pytest.mark.parametrize("late_by", [FIVE_MINUTES + timedelta(seconds=2), -FIVE_MINUTES - timedelta(seconds=2)])
def test_what_is_late_or_early_is_refused(desk: Desk, late_by: timedelta) -> None:
    bare_answer(desk, body_of(desk), desk.sign(body_of(desk), late_by=late_by))


@pytest.mark.parametrize("late_by", [FIVE_MINUTES - timedelta(seconds=20), -FIVE_MINUTES + timedelta(seconds=20)])
def test_clocks_may_differ_by_some_minutes(desk: Desk, late_by: timedelta) -> None:
    assert desk.post(body_of(desk), desk.sign(body_of(desk), late_by=late_by)).status_code == 202


def test_another_body_under_the_same_signature_is_refused(desk: Desk) -> None:
    body, headers = body_of(desk), desk.sign(body_of(desk))
    for changed in (body[:-1], body + b" ", body.replace(b"u1", b"u2"), b""):
        bare_answer(desk, changed, headers)


def test_another_id_or_time_under_the_same_signature_is_refused(desk: Desk) -> None:
    headers = desk.sign(body_of(desk))
    bare_answer(desk, body_of(desk), headers | {"webhook-id": "msg_2"})
    bare_answer(desk, body_of(desk), headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)})


def test_the_secret_of_another_source_is_refused(desk: Desk) -> None:
    with desk.world.sessions.begin() as session:
        chosen = sources.Chosen("Other", "https://other.example", ["127.0.0.1"])
        other = sources.create(session, desk.world.instructor, desk.world.course.id, chosen)
    for secret in (other.secret, OTHER_SECRET):
        bare_answer(desk, body_of(desk), desk.sign(body_of(desk), secret=secret))


@pytest.mark.parametrize("signature", MALFORMED)
def test_a_malformed_signature_is_refused(desk: Desk, signature: str) -> None:
    bare_answer(desk, body_of(desk), desk.sign(body_of(desk)) | {"webhook-signature": signature})


@pytest.mark.parametrize("missing", signing.HEADERS)
def test_a_missing_header_is_refused(desk: Desk, missing: str) -> None:
    headers = {name: value for name, value in desk.sign(body_of(desk)).items() if name != missing}
    bare_answer(desk, body_of(desk), headers)


def test_bytes_that_are_no_text_are_refused(desk: Desk) -> None:
    bare_answer(desk, b"\xff\xfe" + body_of(desk), desk.sign(body_of(desk)))


def test_every_refusal_looks_the_same(desk: Desk) -> None:
    body, headers = body_of(desk), desk.sign(body_of(desk))
    answers = {bare_answer(desk, body, headers, source) for source in (2, 999, "", "x", "-1", "9" * 30, "٣", "1 ")}
    answers.add(bare_answer(desk, body, desk.sign(body, secret=OTHER_SECRET)))
    answers.add(bare_answer(desk, b"", {}))
    with desk.world.sessions.begin() as session:
        sources.pause(session, desk.world.instructor, desk.world.course.id, desk.source.id, is_paused=True)
    answers.add(bare_answer(desk, body, headers))
    assert len(answers) == 1


def test_after_a_change_the_old_secret_is_good_for_a_day(desk: Desk) -> None:
    with desk.world.sessions.begin() as session:
        changed = sources.rotate(session, desk.world.instructor, desk.world.course.id, desk.source.id)
    old, new = desk.source.secret, changed.secret
    assert old != new
    body = body_of(desk)
    assert [desk.post(body, desk.sign(body, secret=secret)).status_code for secret in (old, new)] == [202, 202]
    with desk.world.sessions.begin() as session:
        source = sources.see(session, desk.world.instructor, desk.world.course.id, desk.source.id)
        assert source.old_secret_until is not None
        source.old_secret_until -= sources.OVERLAP
    assert [desk.post(body, desk.sign(body, secret=secret)).status_code for secret in (old, new)] == [401, 202]


def test_a_message_may_carry_several_signatures(desk: Desk) -> None:
    headers = desk.sign(body_of(desk))
    headers["webhook-signature"] = f"v1a,AAAA v1,AAAA {headers['webhook-signature']}"
    assert desk.post(body_of(desk), headers).status_code == 202


TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=200)
TIMES = TEXT | st.floats().map(str) | st.integers().map(str)
SIGNATURES = TEXT | st.binary(max_size=40).map(lambda made: f"v1,{base64.b64encode(made).decode()}")


@settings(max_examples=300, deadline=None, suppress_health_check=[KEEP])
@given(
    body=st.binary(max_size=200) | st.just(b'{"type": "submission.created"}') | st.just(b"[" * 60_000),
    headers=st.fixed_dictionaries({"webhook-id": TEXT, "webhook-timestamp": TIMES, "webhook-signature": SIGNATURES}),
    source=TEXT | st.integers().map(str) | st.just("1"),
)
def test_no_bytes_at_all_get_another_answer(desk: Desk, body: bytes, headers: dict[str, str], source: str) -> None:
    path = "/api/v1/webhooks/submissions"
    got = desk.world.app.test_client().post(path, data=body, headers=headers, query_string={"source": source})
    assert got.status_code == 401
    now = desk.sign(b"{}") | {"webhook-signature": headers["webhook-signature"]}
    assert desk.post(body, now).status_code == 401


@settings(max_examples=100, deadline=None, suppress_health_check=[KEEP])
@given(body=st.text(max_size=300).map(lambda made: made.encode(errors="replace")))
def test_what_is_signed_and_no_message_is_told_so(desk: Desk, body: bytes) -> None:
    assert desk.post(body, desk.sign(body)).status_code in {400, 422}
    assert desk.notices() == []
