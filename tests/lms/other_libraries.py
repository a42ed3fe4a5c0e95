"""Webhooks as npm's libraries sign and verify them."""

import base64
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from tests.servers.process import program

SCRIPT = Path(__file__).parent / "npm" / "webhook.js"

Library = Literal["standardwebhooks", "svix"]
LIBRARIES: tuple[Library, ...] = get_args(Library)


def sign(library: Library, secret: str, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Return the headers with which *library* lets a sender send *body*."""
    answer = _run(library, secret, body, sign={"id": message_id, "timestamp": timestamp_s})
    signature = answer["signature"]
    return {"webhook-id": message_id, "webhook-timestamp": str(timestamp_s), "webhook-signature": signature}


def refusal(library: Library, secret: str, body: bytes, headers: Mapping[str, str]) -> str | None:
    """Return why *library* does not believe that *body* is from who knows *secret*; nothing, if it does."""
    answer = _run(library, secret, body, headers={name.lower(): value for name, value in headers.items()})
    reason: str | None = answer["refused"]
    return reason


def _run(library: Library, secret: str, body: bytes, **asked: Any) -> dict[str, Any]:
    """Return what *library* answers."""
    node = program("node", "nodejs")
    assert (SCRIPT.parent / "node_modules").exists(), "These tests need npm's libraries: python tests/install_tools.py"
    message = {"library": library, "secret": secret, "body": base64.b64encode(body).decode(), **asked}
    done = subprocess.run([node, str(SCRIPT)], input=json.dumps(message), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
