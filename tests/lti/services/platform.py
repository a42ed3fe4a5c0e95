"""A platform on loopback: gives out tokens to who can sign, keeps a gradebook by Moodle's rules, and lists people."""

import contextlib
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from grader.domain.lti import NOTICE_SCOPE
from grader.domain.passing_back import LINE_ITEM_SCOPES, MEMBERSHIP_SCOPE, SCORE_SCOPE

ISSUER = "https://lms.example.org"
KNOWN_SCOPES = {*LINE_ITEM_SCOPES, MEMBERSHIP_SCOPE, NOTICE_SCOPE, SCORE_SCOPE}


@dataclass(frozen=True)
class Answer:
    """What is said to a request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plain: Any, status: int = 200, link: str = "") -> "Answer":
        headers = {"Content-Type": "application/json"} | ({"Link": link} if link else {})
        return cls(status, json.dumps(plain).encode(), headers)


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def plain(self) -> Any:
        return json.loads(self.body)


Say = Callable[["Asked"], Answer | None]


class Platform:
    """One server with any number of schools, each at ``/SCHOOL/…``; all of them share an issuer."""

    def __init__(self, public_keys: Callable[[], list[dict[str, Any]]]) -> None:
        self.asked: list[Asked] = []
        self.grades: dict[str, dict[str, Any]] = {}
        """By address of the column and user; ``None`` is a grade that was blanked."""
        self.columns: dict[str, list[dict[str, Any]]] = {}
        self.members: list[dict[str, Any]] = []
        self.handlers: dict[str, str] = {}
        """Where it tells of what, by kind of notice."""
        self.page_size = 2
        self.instead: list[tuple[str, Say]] = []
        """What is said in place of the next answers to addresses that hold a text."""
        self.tokens: dict[str, tuple[str, set[str]]] = {}
        self.expires_in: Any = 3600
        self._public_keys = public_keys
        self._used: set[str] = set()
        self._lock = threading.Lock()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def do_PUT(self) -> None:
                self._do()

            def _do(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = platform.say(Asked(self.command, parts.path, parse_qs(parts.query), headers, body))
                if answer is None:
                    return
                with contextlib.suppress(OSError):  # nobody waits for it any more
                    self.send_response(answer.status)
                    for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer.body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def token_url(self, school: str = "moodle") -> str:
        return f"{self.url}/{school}/token"

    def column_url(self, school: str = "moodle", number: int = 1) -> str:
        return f"{self.url}/{school}/lineitems/{number}/lineitem?type_id=3"

    def grade(self, subject: str, column: int = 1, school: str = "moodle") -> Any:
        return self.grades[f"/{school}/lineitems/{column}/lineitem"][subject]["grade"]

    def posts(self, ending: str) -> list[Asked]:
        return [each for each in self.asked if each.method == "POST" and each.path.endswith(ending)]

    def say(self, asked: Asked) -> Answer | None:
        with self._lock:
            self.asked.append(asked)
            say = next((each for each in self.instead if each[0] in asked.path), None)
            if say is None:
                return self._say(asked)
            self.instead.remove(say)
        return say[1](asked)

    def _say(self, asked: Asked) -> Answer:
        _, school, rest = asked.path.split("/", 2)
        if rest == "token":
            return self._give_token(school, parse_qs(asked.body.decode()))
        client, scopes = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "), ("", set()))
        if client != f"client-{school}":
            return Answer.of({"error": "not your token"}, 401)
        if rest == "memberships":
            return self._list(asked, "members", self.members) if MEMBERSHIP_SCOPE in scopes else Answer(403)
        if rest == "notice-handlers/1" and asked.method == "PUT":
            return self._take_handler(asked) if NOTICE_SCOPE in scopes else Answer(403)
        if rest == "lineitems":
            return self._columns(asked, school, scopes)
        if rest.endswith("/scores"):
            return self._take_score(asked) if SCORE_SCOPE in scopes else Answer(403)
        return Answer(404)

    def _give_token(self, school: str, form: dict[str, list[str]]) -> Answer:
        assertion = form["client_assertion"][0]
        kid = jwt.get_unverified_header(assertion)["kid"]
        keys = {each["kid"]: jwt.PyJWK(each) for each in self._public_keys()}
        claims = jwt.decode(
            assertion,
            keys[kid].key,
            ["RS256"],
            audience=self.token_url(school),
            issuer=f"client-{school}",
            options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
        )
        scopes = set(form["scope"][0].split())
        if claims["sub"] != claims["iss"] or claims["jti"] in self._used or not scopes <= KNOWN_SCOPES:
            return Answer.of({"error": "invalid_client"}, 400)
        self._used.add(claims["jti"])
        token = uuid.uuid4().hex
        self.tokens[token] = claims["iss"], scopes
        return Answer.of({"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in})

    def _columns(self, asked: Asked, school: str, scopes: set[str]) -> Answer:
        there = self.columns.setdefault(school, [])
        if asked.method == "GET":
            return self._list(asked, None, there)
        if LINE_ITEM_SCOPES[0] not in scopes:
            return Answer(403)
        there.append({**asked.plain, "id": self.column_url(school, len(there) + 1)})
        return Answer.of(there[-1], 201)

    def _take_handler(self, asked: Asked) -> Answer:
        """Tell of one kind of notice at an address from now on, as Canvas does."""
        if asked.headers["content-type"] != "application/json" or set(asked.plain) != {"notice_type", "handler"}:
            return Answer(400)
        self.handlers[asked.plain["notice_type"]] = asked.plain["handler"]
        return Answer.of(asked.plain)

    def _list(self, asked: Asked, name: str | None, whole: list[dict[str, Any]]) -> Answer:
        """Return one page of a list, and where the next one is."""
        page = int(asked.query.get("page", ["0"])[0])
        first = page * self.page_size
        some = whole[first : first + self.page_size]
        more = first + self.page_size < len(whole)
        link = f'<{self.url}{asked.path}?page={page + 1}>; rel="next"' if more else ""
        return Answer.of(some if name is None else {"id": asked.path, "context": {"id": "c"}, name: some}, link=link)

    def _take_score(self, asked: Asked) -> Answer:
        """Keep a grade as Moodle does: what is not later is refused, what is not final blanks it."""
        score, at = asked.plain, datetime.fromisoformat(asked.plain["timestamp"])
        if (
            asked.query != {"type_id": ["3"]}
            or asked.headers["content-type"] != "application/vnd.ims.lis.v1.score+json"
        ):
            return Answer(400)
        kept = self.grades.setdefault(asked.path.removesuffix("/scores"), {})
        before = kept.get(score["userId"])
        if before and int(before["at"].timestamp()) >= int(at.timestamp()):
            return Answer(409)
        is_final = score["gradingProgress"] == "FullyGraded" and "scoreGiven" in score
        kept[score["userId"]] = {"grade": score["scoreGiven"] if is_final else None, "at": at}
        return Answer.of([])
