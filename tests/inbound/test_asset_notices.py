"""Notices of an LMS about submissions. No LMS can be run here that sends them: they are signed by hand, after Canvas's
documented examples.
"""

import base64
import hashlib
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from grader.db.models import Context, Deployment, Identity, JobState, Platform, Submission, User, utc_now
from grader.domain.asset_notices import ASSET_SCOPE
from tests.inbound.conftest import CODE, Desk
from tests.lti.conftest import add_platform
from tests.lti.lms import CLAIM, Lms, answer_json, key, running

TOKEN = "the token"


@pytest.fixture
def lms(desk: Desk) -> Iterator[Lms]:
    """Return a platform whose course c1 is the one here; it gives out tokens and files."""
    with running() as made:
        made.serve = lambda handler: serve(made, handler)
        platform = add_platform(desk.world, made)
        with desk.world.sessions.begin() as session:
            place = session.scalars(select(Deployment).where(Deployment.platform_id == platform.id)).one()
            session.add(Context(deployment_id=place.id, context_id="c1", course_id=desk.world.course.id))
        yield made


def serve(lms: Lms, handler: BaseHTTPRequestHandler) -> None:
    """Answer as a platform does: keys for all, tokens for who is signed in, files for who has a token."""
    if handler.path == "/keys":
        answer_json(handler, lms.key_set)
    elif handler.path == "/token":
        form = parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
        assert jwt.decode(form["client_assertion"][0], options={"verify_signature": False})["iss"] == lms.client_id
        assert form["scope"] == [ASSET_SCOPE]
        answer_json(handler, {"access_token": TOKEN, "expires_in": 3600})
    else:
        is_let_in = handler.headers["Authorization"] == f"Bearer {TOKEN}"
        handler.send_response(200 if is_let_in else 401)
        handler.send_header("Content-Length", str(len(CODE) if is_let_in else 0))
        handler.end_headers()
        handler.wfile.write(CODE if is_let_in else b"")


def claims(lms: Lms, **changed: Any) -> dict[str, Any]:
    """Return a notice as Canvas documents it; *changed* are claims by their last words, None takes one away."""
    now = int(time.time())
    checksum = base64.b64encode(hashlib.sha256(CODE).digest()).decode()
    file = {
        "asset_id": "dd33081e",
        "url": f"{lms.address}/api/lti/asset_processors/83/assets/dd33081e",
        "sha256_checksum": checksum,
        "timestamp": "2025-07-30T03:26:44-06:00",
        "size": len(CODE),
        "content_type": "text/x-python",
        "title": "AnonymousGraded",
        "filename": "hw.py",
    }
    found: dict[str, Any] = {
        "iss": lms.issuer,
        "aud": lms.client_id,
        "azp": lms.client_id,
        "iat": now,
        "exp": now + 3600,
        "nonce": "bd758715",
    }
    found |= {
        f"{CLAIM}{name}": value
        for name, value in {
            "version": "1.3.0",
            "notice": {
                "id": "26ac6f2a",
                "timestamp": "2025-08-01T12:45:56Z",
                "type": "LtiAssetProcessorSubmissionNotice",
            },
            "deployment_id": "d1",
            "context": {"id": "c1", "label": "Second", "title": "Second Course"},
            "custom": {"line_item": "1"},
            "for_user": {"user_id": "972fd8aa", "name": "Not To Be Kept"},
            "assetreport": {"scope": [], "report_url": f"{lms.address}/reports"},
            "assetservice": {"scope": [ASSET_SCOPE], "assets": [file]},
            "activity": {"id": "d79c2ded"},
            "submission": {"id": "d6446aaf:1"},
        }.items()
    }
    for name, value in changed.items():
        found[name if name in {"iss", "aud", "azp", "iat", "exp"} else f"{CLAIM}{name}"] = value
    return {name: value for name, value in found.items() if value is not None}


def send(desk: Desk, *tokens: Any) -> TestResponse:
    return desk.world.app.test_client().post("/lti/notices", json={"notices": [{"jwt": each} for each in tokens]})


def test_a_notice_becomes_an_attempt_of_its_student(desk: Desk, lms: Lms) -> None:
    answer = send(desk, lms.sign(claims(lms)))
    [notice] = desk.notices()
    assert answer.status_code == 202
    assert answer.json is not None
    assert [each["id"] for each in answer.json["notices"]] == [notice.public_id]
    assert "Not To Be Kept" not in str(notice.body)
    notice = desk.work()
    assert notice.state is JobState.DONE, notice.error_message
    with desk.world.sessions() as session:
        submission = session.get_one(Submission, notice.submission_id)
        identity = session.scalars(select(Identity)).one()
        assert (submission.content, submission.student_id) == (CODE, identity.user_id)
        assert (identity.issuer, identity.subject) == (lms.issuer, "972fd8aa")


def test_a_student_who_has_come_by_a_launch_is_known(desk: Desk, lms: Lms) -> None:
    ada = desk.world.add_user("Ada")
    with desk.world.sessions.begin() as session:
        session.add(Identity(issuer=lms.issuer, subject="972fd8aa", user_id=ada.id))
    send(desk, lms.sign(claims(lms)))
    desk.work()
    assert [each.student_id for each in desk.world.submissions()] == [ada.id]


def test_the_same_notice_again_is_stored_once(desk: Desk, lms: Lms) -> None:
    answers = [send(desk, lms.sign(claims(lms))) for _ in range(2)]
    again = {"id": "other", "type": "LtiAssetProcessorSubmissionNotice"}
    answers.append(send(desk, lms.sign(claims(lms, notice=again))))
    assert [answer.status_code for answer in answers] == [202] * 3
    assert len(desk.notices()) == 1


def test_another_submission_under_the_same_id_is_refused(desk: Desk, lms: Lms) -> None:
    send(desk, lms.sign(claims(lms)))
    assert send(desk, lms.sign(claims(lms, submission={"id": "d6446aaf:2"}))).status_code == 409
    assert len(desk.notices()) == 1


def test_several_notices_are_stored_all_or_none(desk: Desk, lms: Lms) -> None:
    second = claims(lms, notice={"id": "2", "type": "LtiAssetProcessorSubmissionNotice"}, submission={"id": "2"})
    assert send(desk, lms.sign(claims(lms)), lms.sign(second | {f"{CLAIM}for_user": {}})).status_code == 422
    assert desk.notices() == []
    assert send(desk, lms.sign(claims(lms)), lms.sign(second)).status_code == 202
    assert len(desk.notices()) == 2


def test_notices_about_something_else_are_let_go(desk: Desk, lms: Lms) -> None:
    hello = claims(lms, notice={"id": "1", "type": "LtiHelloWorldNotice"}, submission=None)
    answer = send(desk, lms.sign(hello))
    assert (answer.status_code, answer.json) == (202, {"notices": []})
    assert desk.notices() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "somebody-else"},
        {"aud": ["client-1", "somebody-else"], "azp": None},
        {"azp": "somebody-else"},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"aud": 7},
        {"aud": None},
        {"exp": 1742386277},
        {"exp": None},
        {"iat": 2**33},
    ],
)
def test_what_is_not_for_us_from_them_and_lately_is_refused(desk: Desk, lms: Lms, changed: dict[str, Any]) -> None:
    answer = send(desk, lms.sign(claims(lms, **changed)))
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert desk.notices() == []


def test_what_is_signed_by_another_key_or_none_is_refused(desk: Desk, lms: Lms) -> None:
    good = lms.sign(claims(lms))
    lms.signing = 1
    header = {"kid": "key-0"}
    forged = [
        lms.sign(claims(lms)),
        jwt.encode(claims(lms), key(1), "RS256", header),
        jwt.encode(claims(lms), None, "none", header),  # type: ignore[arg-type]
        jwt.encode(claims(lms), "x" * 40, "HS256", header),
        good[:-8],
        good + "AAAA",
        ".".join(["a", "b", "c"]),
        "",
        None,
        7,
    ]
    assert [send(desk, each).status_code for each in forged] == [401] * len(forged)
    assert desk.notices() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"notices": []}', b'{"notices": 7}', b"[" * 60_000, b"\xff"])
def test_what_holds_no_notices_is_refused(desk: Desk, body: bytes) -> None:
    answer = desk.world.app.test_client().post("/lti/notices", data=body, content_type="application/json")
    assert answer.status_code == 401


def test_a_platform_that_is_retired_is_not_heard(desk: Desk, lms: Lms) -> None:
    with desk.world.sessions.begin() as session:
        session.execute(update(Platform).values(retired_at=utc_now()))
    assert send(desk, lms.sign(claims(lms))).status_code == 401


@pytest.mark.parametrize("changed", [{"deployment_id": "other"}, {"context": {"id": "other"}}])
def test_a_course_that_is_not_connected_is_told_so(desk: Desk, lms: Lms, changed: dict[str, Any]) -> None:
    answer = send(desk, lms.sign(claims(lms, **changed)))
    assert answer.status_code == 422
    assert "not connected" in answer.text
    assert desk.notices() == []


@pytest.mark.parametrize("lost", ["submission", "for_user", "assetservice", "notice"])
def test_a_part_that_is_missing_is_named(desk: Desk, lms: Lms, lost: str) -> None:
    answer = send(desk, lms.sign(claims(lms, **{lost: None})))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["field"]


def test_text_that_was_typed_into_the_lms_is_refused_in_words(desk: Desk, lms: Lms) -> None:
    typed = claims(lms)
    del typed[f"{CLAIM}assetservice"]["assets"][0]["filename"]
    send(desk, lms.sign(typed))
    notice = desk.work()
    assert notice.fault == "student"
    assert "ends with .py or .ipynb" in (notice.error_message or "")


def test_a_platform_that_gives_no_token_is_asked_again(desk: Desk, lms: Lms) -> None:
    send(desk, lms.sign(claims(lms)))
    lms.serve = lambda handler: answer_json(handler, {"error": "invalid_client"}, 503)
    notice = desk.work()
    assert (notice.state, notice.fault) == (JobState.OPEN, "service")
    assert "503" in (notice.error_message or "")
    lms.serve = lambda handler: serve(lms, handler)
    assert desk.work().state is JobState.DONE


def test_a_file_in_a_private_network_is_refused_at_once(desk: Desk, lms: Lms) -> None:
    desk.world.app.config["LMS_IN_PRIVATE"] = False
    answer = send(desk, lms.sign(claims(lms)))
    assert answer.status_code == 422
    assert "private network" in answer.text


def test_nothing_is_handed_in_for_staff(desk: Desk, lms: Lms) -> None:
    with desk.world.sessions.begin() as session:
        session.add(Identity(issuer=lms.issuer, subject="972fd8aa", user_id=desk.world.instructor.id))
    send(desk, lms.sign(claims(lms)))
    notice = desk.work()
    assert notice.state is JobState.FAILED
    assert "staff" in (notice.error_message or "")
    with desk.world.sessions() as session:
        assert len(session.scalars(select(User)).all()) == 1
