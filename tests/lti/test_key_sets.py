"""Keys of platforms: unknown ones, new ones, and key sets that cannot be had."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from grader.lms import key_sets
from tests.lti.lms import Lms, answer_json, send
from tests.lti.pages import b64, instructor, refused
from tests.web.world import Visitor, World


@pytest.mark.parametrize("kid", [None, 7, "key-7"])
def test_a_key_that_the_platform_does_not_name_is_refused(world: World, lms: Lms, visitor: Visitor, kid: Any) -> None:
    asked = lms.begin(visitor)
    token = lms.sign(lms.claims(asked["nonce"], "ida", "Instructor"))
    head = b64(f'{{"alg":"RS256","kid":{"null" if kid is None else repr(kid).replace(chr(39), chr(34))}}}'.encode())
    answer = send(visitor, asked["state"], f"{head}.{token.partition('.')[2]}")
    refused(world, answer, "", 401)


def test_a_new_key_of_the_platform_is_fetched_but_an_invented_one_not_again_and_again(
    lms: Lms, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    instructor(lms, visitor)
    assert lms.asked == ["/keys"]
    lms.published, lms.signing = [0, 1], 1
    assert instructor(lms, visitor).status_code == 401  # it was fetched a moment ago
    monkeypatch.setattr(key_sets, "AGAIN_AFTER_S", 0.0)
    assert instructor(lms, visitor).status_code == 200
    monkeypatch.undo()
    lms.signing = 2
    for _ in range(3):
        assert instructor(lms, visitor).status_code == 401
    assert lms.asked == ["/keys", "/keys"]


def hangs(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.rfile.read(1)  # until who asked goes away


def sends_much(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(2**30))
    handler.end_headers()
    try:
        for _ in range(2**10):
            handler.wfile.write(b" " * 2**20)
    except OSError:
        handler.close_connection = True


def redirects(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://169.254.169.254/latest/meta-data")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    ("serve", "words"),
    [
        (hangs, "did not answer within"),
        (sends_much, "more than 262,144 bytes"),
        (redirects, "It answered with 302"),
        (lambda handler: answer_json(handler, {"keys": []}, 500), "It answered with 500"),
        (lambda handler: answer_json(handler, {"keys": "none"}), "cannot be read"),
        (lambda handler: answer_json(handler, []), "cannot be read"),
        (
            lambda handler: answer_json(handler, {"keys": [{"kty": "RSA", "kid": "key-0", "n": "!", "e": 1}]}),
            "cannot be",
        ),
        (
            lambda handler: answer_json(handler, {"keys": [{"kty": "oct", "kid": "key-0", "k": "AAAA"}]}),
            "does not name",
        ),
    ],
)
def test_a_key_set_that_cannot_be_had_lets_nobody_in(
    world: World,
    lms: Lms,
    visitor: Visitor,
    serve: Callable[[BaseHTTPRequestHandler], None],
    words: str,
) -> None:
    world.app.extensions["key_sets"] = key_sets.KeySets(allow_private=True, deadline_s=0.5)
    lms.serve = serve
    refused(world, instructor(lms, visitor), words)


def test_a_key_set_in_a_private_network_is_not_asked_for(world: World, lms: Lms, visitor: Visitor) -> None:
    world.app.extensions["key_sets"] = key_sets.KeySets(allow_private=False)
    refused(world, instructor(lms, visitor), "private network")
    assert lms.asked == []


def test_keys_that_were_had_outlive_an_outage(lms: Lms, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    instructor(lms, visitor)
    lms.serve = lambda handler: answer_json(handler, {}, 500)
    monkeypatch.setattr(key_sets, "KEPT_S", 0.0)
    monkeypatch.setattr(key_sets, "AGAIN_AFTER_S", 0.0)
    assert instructor(lms, visitor).status_code == 200
    assert lms.asked == ["/keys", "/keys"]
