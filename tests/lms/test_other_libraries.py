"""What one library for webhooks signs, the others verify."""

import base64
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from tests.conftest import SQLITE_ONLY, School
from tests.lms.other_libraries import LIBRARIES, Library, refusal, sign
from tests.webhooks.conftest import Desk, Postman, Sessions, settings, worth
from tests.webhooks.receiver import Receiver

BODY = '{"type":"grade.posted","timestamp":"2026-11-22T10:00:00Z","data":{"comment":"Größe ≠ 0 — ∇L"}}'.encode()
PUBLISHED_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PUBLISHED_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
PUBLISHED_TIMESTAMP_S = 1614265330
PUBLISHED_BODY = b'{"test": 2432232314}'
PUBLISHED_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
"""The example that the test suites of Standard Webhooks share."""

each_library = pytest.mark.parametrize("library", LIBRARIES)


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def python_headers(secret: str, at: datetime, body: bytes = BODY) -> dict[str, str]:
    """Return the headers that PyPI's library signs."""
    signature = Webhook(secret).sign("msg_1", at, body.decode())
    stamp = str(int(at.timestamp()))
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


@each_library
def test_npm_verifies_what_pypi_signs(library: Library) -> None:
    secret = new_secret()
    assert refusal(library, secret, BODY, python_headers(secret, datetime.now(UTC))) is None


@each_library
def test_npm_refuses_another_body_another_secret_and_another_time(library: Library) -> None:
    secret, now = new_secret(), datetime.now(UTC)
    headers = python_headers(secret, now)
    assert refusal(library, secret, BODY + b" ", headers)
    assert refusal(library, new_secret(), BODY, headers)
    assert refusal(library, secret, BODY, python_headers(secret, now - timedelta(minutes=6)))


@each_library
def test_pypi_verifies_what_npm_signs(library: Library) -> None:
    secret = new_secret()
    headers = sign(library, secret, "msg_2", int(datetime.now(UTC).timestamp()), BODY)
    assert Webhook(secret).verify(BODY, headers) == json.loads(BODY)


@each_library
def test_npm_signs_the_published_example_as_it_was_published(library: Library) -> None:
    headers = sign(library, PUBLISHED_SECRET, PUBLISHED_ID, PUBLISHED_TIMESTAMP_S, PUBLISHED_BODY)
    assert headers["webhook-signature"] == PUBLISHED_SIGNATURE


def test_pypi_signs_the_published_example_as_it_was_published() -> None:
    at = datetime.fromtimestamp(PUBLISHED_TIMESTAMP_S, UTC)
    assert Webhook(PUBLISHED_SECRET).sign(PUBLISHED_ID, at, PUBLISHED_BODY.decode()) == PUBLISHED_SIGNATURE


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that takes everything, and leaves it to others whether it is genuine."""
    made = Receiver()
    yield made
    made.close()


@SQLITE_ONLY
@each_library
def test_npm_verifies_what_an_endpoint_is_sent(
    library: Library, sessions: Sessions, school: School, receiver: Receiver, tmp_path: Path
) -> None:
    desk = Desk(sessions, school)
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in(report=worth("87.5"))
    Postman(sessions, settings(tmp_path)).rounds()
    assert [request.told["type"] for request in receiver.taken] == desk.types()
    assert len(receiver.taken) == 3
    for request in receiver.taken:
        assert refusal(library, endpoint.secret, request.body, request.headers) is None
        assert refusal(library, new_secret(), request.body, request.headers)
