"""A small platform of LTI 1.3: it signs with keys of its own, and serves them over a real socket."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from werkzeug.test import TestResponse

from tests.web.world import Visitor

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
PLAIN = {"iss", "aud", "azp", "sub", "nonce", "iat", "nbf", "exp", "name", "given_name", "family_name", "email"}
"""Claims that are not of LTI."""
LAUNCH = "http://127.0.0.1:8000/lti/launch"
AT_HOME = {"Sec-Fetch-Dest": "document"}
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Return one of several keys; making one takes its time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048 + 8 * number)


@dataclass
class Lms:
    """A platform; what it says and serves can be changed at any time."""

    address: str
    issuer: str = "https://lms.example.org"
    client_id: str = "client-1"
    signing: int = 0
    published: list[int] = field(default_factory=lambda: [0])
    asked: list[str] = field(default_factory=list)
    """Paths that were asked for."""
    serve: Callable[[BaseHTTPRequestHandler], None] | None = None
    """What answers in place of the key set."""

    @property
    def key_set(self) -> dict[str, Any]:
        """The keys that it publishes."""
        jwks = [(number, RSAAlgorithm.to_jwk(key(number).public_key(), as_dict=True)) for number in self.published]
        return {"keys": [{**jwk, "kid": f"key-{number}", "alg": "RS256", "use": "sig"} for number, jwk in jwks]}

    def sign(self, claims: dict[str, Any], **headers: Any) -> str:
        """Return a signed message."""
        return jwt.encode(claims, key(self.signing), "RS256", {"kid": f"key-{self.signing}", **headers})

    def claims(self, nonce: str, subject: str = "ada", role: str = "Learner", **changes: Any) -> dict[str, Any]:
        """Return what a launch says; *changes* are of its claims by their last words, None takes one away."""
        now = int(time.time())
        found = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": subject,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "name": f"{subject.title()} of the LMS",
            "email": f"{subject}@example.org",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": "d1",
            f"{CLAIM}target_link_uri": LAUNCH,
            f"{CLAIM}roles": [f"{MEMBERSHIP}{role}"],
            f"{CLAIM}context": {"id": "c1", "title": "Deep learning"},
            f"{CLAIM}resource_link": {"id": "rl1", "title": "First homework"},
        }
        for name, value in changes.items():
            found[name if name in PLAIN or "/" in name else f"{CLAIM}{name}"] = value
        return {name: value for name, value in found.items() if value is not None}

    def begin(self, visitor: Visitor, **changes: str) -> dict[str, str]:
        """Begin a login, and return what the grader asks of the platform."""
        sent = {
            "iss": self.issuer,
            "client_id": self.client_id,
            "login_hint": "hint",
            "target_link_uri": LAUNCH,
            "lti_message_hint": "message",
        }
        answer = visitor.get("/lti/login", query_string={**sent, **changes})
        assert answer.status_code == 302, answer.text
        address = urlsplit(answer.location)
        return {name: values[0] for name, values in parse_qs(address.query).items()}

    def launch(
        self, visitor: Visitor, subject: str = "ada", role: str = "Learner", *, at_home: bool = True, **changes: Any
    ) -> TestResponse:
        """Launch from the platform: a login, and the message that answers it."""
        asked = self.begin(visitor)
        token = self.sign(self.claims(asked["nonce"], subject, role, **changes))
        return send(visitor, asked["state"], token, at_home=at_home)


def send(visitor: Visitor, state: str, token: str, *, at_home: bool = True) -> TestResponse:
    """Bring a message to the grader, as a browser does."""
    headers = AT_HOME if at_home else IN_FRAME
    return visitor.post("/lti/launch", {"state": state, "id_token": token}, headers=headers)


@contextmanager
def running() -> Iterator[Lms]:
    """Run a platform."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    lms = Lms(f"http://127.0.0.1:{server.server_port}")
    server.lms = lms  # type: ignore[attr-defined]  # for the handler
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield lms
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        lms: Lms = self.server.lms  # type: ignore[attr-defined]
        lms.asked.append(self.path)
        if lms.serve:
            lms.serve(self)
        else:
            answer_json(self, lms.key_set)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


def answer_json(handler: BaseHTTPRequestHandler, value: Any, status: int = 200) -> None:
    """Send *value*."""
    body = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
