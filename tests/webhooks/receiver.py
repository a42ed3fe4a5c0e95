"""A receiver of webhooks on this machine, which answers as a test says and believes nothing without a signature."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook


@dataclass(frozen=True)
class Answer:
    """What a receiver says."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Request:
    """What came."""

    headers: dict[str, str]
    """By names in lower case."""
    body: bytes

    @property
    def id(self) -> str:
        """What receivers know it by."""
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        """The body."""
        told: dict[str, Any] = json.loads(self.body)
        return told

    def verified(self, secret: str) -> dict[str, Any]:
        """Return the body, if it is signed with *secret* and new."""
        verified: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return verified


Answering = Callable[[Request], Answer]


class Receiver:
    """Takes requests; ``answer`` says what to answer to one, and may be exchanged at any time."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Answering = lambda _request: Answer()
        self.taken: list[Request] = []
        """Those that were answered with success."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request({name.lower(): value for name, value in self.headers.items()}, body)
                receiver.requests.append(request)
                answer = receiver.answer(request)
                if 200 <= answer.status < 300:
                    receiver.taken.append(request)
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def answers(self, *answers: Answer) -> None:
        """Answer with each of *answers* once, and then with the last."""
        left = list(answers)
        self.answer = lambda _request: left.pop(0) if len(left) > 1 else left[0]

    def close(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
