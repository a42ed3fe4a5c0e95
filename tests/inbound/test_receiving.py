"""What is announced is stored before it is answered, once, and every mistake in it is named."""

import json
from typing import Any

import pytest

from grader.db.models import JobState
from grader.services.inbound import sources
from tests.inbound.conftest import ISSUER, Desk, asset

DELETE = object()


def test_the_answer_says_where_to_ask_what_became_of_it(desk: Desk) -> None:
    answer = desk.send()
    [notice] = desk.notices()
    assert (answer.status_code, answer.json) == (
        202,
        {
            "id": notice.public_id,
            "status_url": f"{desk.settings.address}/api/v1/webhooks/submissions/{notice.public_id}",
        },
    )
    assert len(notice.public_id) == 32
    path = f"/api/v1/webhooks/submissions/{notice.public_id}"
    status = desk.world.app.test_client().get(path)
    told = {"id": notice.public_id, "state": "waiting", "received_at": notice.received_at.isoformat()}
    assert status.json == told | {"message": "", "submission": None}
    desk.work()
    [submission] = desk.world.submissions()
    status = desk.world.app.test_client().get(path)
    assert status.json == told | {"state": "handed_in", "message": "", "submission": {"id": submission.id}}


@pytest.mark.parametrize("public_id", ["0" * 32, "1", "A" * 32, "a" * 33, "%00" * 32, "é" * 32])
def test_who_does_not_know_the_id_learns_nothing(desk: Desk, public_id: str) -> None:
    desk.send()
    answer = desk.world.app.test_client().get(f"/api/v1/webhooks/submissions/{public_id}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_no_name_is_kept(desk: Desk) -> None:
    desk.send()
    [notice] = desk.notices()
    assert "Not To Be Kept" not in str(vars(notice))
    assert notice.body["user_id"] == "u1"


def test_the_same_message_again_is_the_same_notice(desk: Desk) -> None:
    first, again = desk.send(), desk.send()
    assert (again.status_code, again.json) == (202, first.json)
    assert len(desk.notices()) == 1


def test_the_same_submission_under_another_id_is_the_same_notice(desk: Desk) -> None:
    first, again = desk.send(), desk.send(message_id="msg_2")
    assert (again.status_code, again.json) == (202, first.json)
    assert len(desk.notices()) == 1


def test_another_submission_is_another_notice(desk: Desk) -> None:
    answers = [desk.send(), desk.send(desk.said(submission={"id": "s9:3"}), "msg_2")]
    assert answers[0].json != answers[1].json
    assert len(desk.notices()) == 2


def test_another_submission_under_the_same_id_is_told_so(desk: Desk) -> None:
    desk.send()
    answer = desk.send(desk.said(submission={"id": "s9:3"}))
    assert (answer.status_code, answer.content_type) == (409, "application/problem+json")
    assert "webhook-id" in answer.text
    assert len(desk.notices()) == 1


def test_what_came_before_is_the_same_after_it_was_handed_in(desk: Desk) -> None:
    first = desk.send()
    desk.work()
    assert desk.send(message_id="msg_2").json == first.json
    assert [notice.state for notice in desk.notices()] == [JobState.DONE]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"platform": "https://other.example"}, "data.platform"),
        ({"platform": DELETE}, "data.platform"),
        ({"submission": {"id": ""}}, "data.submission.id"),
        ({"submission": {"id": "x" * 256}}, "data.submission.id"),
        ({"submission": 7}, "data.submission"),
        ({"for_user": {"user_id": "a\x00b"}}, "data.for_user.user_id"),
        ({"for_user": {"user_id": "\ud800"}}, "data.for_user.user_id"),
        ({"for_user": DELETE}, "data.for_user"),
        ({"assets": []}, "data.assets"),
        ({"assets": [asset("https://127.0.0.1/")] * 101}, "data.assets"),
        ({"assets": [asset("")]}, "data.assets.0.url"),
        ({"assets": [asset("ftp://127.0.0.1/")]}, "data.assets.0.url"),
        ({"assets": [asset("https://elsewhere.example/hw.py")]}, "data.assets.0.url"),
        ({"assets": [asset("https://127.0.0.1@evil.example/")]}, "data.assets.0.url"),
        ({"assets": [asset("https://evil.example#127.0.0.1")]}, "data.assets.0.url"),
        ({"assets": [asset("https://127.0.0.1/"), asset("https://evil.example/")]}, "data.assets.1.url"),
        ({"assets": [asset("https://127.0.0.1/", size=-1)]}, "data.assets.0.size"),
        ({"assets": [asset("https://127.0.0.1/", size=1.5)]}, "data.assets.0.size"),
        ({"assets": [asset("https://127.0.0.1/", sha256_checksum="abc")]}, "data.assets.0.sha256_checksum"),
        ({"assets": [asset("https://127.0.0.1/", filename="a\x00.py")]}, "data.assets.0.filename"),
        ({"assets": [asset("https://127.0.0.1/", filename="a" * 10_000 + ".py")]}, "data.assets.0.filename"),
        ({"custom": {"line_item": "tiny"}}, "data.custom.line_item"),
        ({"custom": {"line_item": 2**31}}, "data.custom.line_item"),
        ({"activity": {"id": ["tiny"]}}, "data.activity.id"),
    ],
)
def test_a_field_that_is_wrong_is_named(desk: Desk, changed: dict[str, Any], field: str) -> None:
    message = desk.said(**{name: value for name, value in changed.items() if value is not DELETE})
    for name in [name for name, value in changed.items() if value is DELETE]:
        del message["data"][name]
    answer = desk.send(message)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert answer.json is not None
    assert answer.json["field"] == field
    assert answer.json["detail"]
    assert desk.notices() == []


@pytest.mark.parametrize("message", [[], 7, {}, {"type": "submission.deleted"}, {"type": "submission.created"}])
def test_what_is_no_message_is_refused(desk: Desk, message: object) -> None:
    answer = desk.send(message)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 60_000, b"9" * 5000])
def test_what_is_no_json_is_refused(desk: Desk, body: bytes) -> None:
    answer = desk.post(body, desk.sign(body))
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_an_id_that_cannot_be_stored_is_refused(desk: Desk) -> None:
    answer = desk.send(message_id="m" * 256)
    assert answer.json is not None
    assert (answer.status_code, answer.json["field"]) == (422, "webhook-id")


def test_no_more_than_64_kib_are_read(desk: Desk) -> None:
    message = desk.said() | {"padding": ""}
    message["padding"] = "x" * (64 * 1024 - len(json.dumps(message).encode()))
    assert desk.send(message).status_code == 202
    message["padding"] += "x"
    answer = desk.send(message, "msg_2")
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_sources_with_the_same_ids_do_not_meet(desk: Desk) -> None:
    desk.send()
    with desk.world.sessions.begin() as session:
        chosen = sources.Chosen("Twin", ISSUER, ["127.0.0.1"])
        twin = sources.create(session, desk.world.instructor, desk.world.course.id, chosen)
    body = json.dumps(desk.said()).encode()
    assert desk.post(body, desk.sign(body, secret=twin.secret), twin.id).status_code == 202
    assert len(desk.notices()) == 2
