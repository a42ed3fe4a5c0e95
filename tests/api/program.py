"""A program that has a token."""

from datetime import datetime
from typing import Any

from werkzeug.test import TestResponse

from grader.db.models import User
from grader.domain.scopes import Scope
from grader.services import tokens
from tests.web.world import World

SOURCE = "def forward(x):\n    return x\n"


class Program:
    """Asks in the name of *user*, with a token of these *scopes*; all, if none is named."""

    def __init__(self, world: World, user: User, *scopes: str, expires_at: datetime | None = None) -> None:
        with world.sessions.begin() as session:
            made, self.secret = tokens.make(session, user, "A program", scopes or list(Scope), expires_at)
        self.token_id = made.id
        self._client = world.app.test_client(use_cookies=False)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Ask for what is below ``/api/v1/``, or at an address that an answer has named."""
        return self.ask("GET", path, **options)

    def post(self, path: str, key: str | None = None, **options: Any) -> TestResponse:
        """Send JSON or a form, with an idempotency key if there is one."""
        return self.ask("POST", path, {"Idempotency-Key": key} if key is not None else {}, **options)

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """Send a request with the token."""
        where = path if path.startswith("/") else f"/api/v1/{path}"
        sent = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        return self._client.open(where, method=method, headers=sent, buffered=True, **options)

    def hand_in(self, source: str = SOURCE, key: str | None = None) -> TestResponse:
        """Hand in at the first assignment."""
        return self.post("assignments/1/submissions", key, json={"source": source})
