"""People at their browsers in a deadline rush: students who hand in and wait for the score, staff who look on.

Each has a thread and a session of their own, and all share one address, as a class behind a campus network does. What
somebody does takes from the moment at which they wanted to do it: when the client itself is late, that counts too.
"""

import html
import http.client
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle

from flask import Flask
from urllib3 import encode_multipart_formdata

from grader.db.models import User
from grader.web.signin import SignedIn

TIMEOUT_S = 60
REDIRECTS = {302, 303}
NO_ANSWER = 0
"""In place of a status: refused, reset or too late."""
LOOK_S = 1.0
"""Between two pages that staff look at."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass
class Record:
    """What was asked for, under a name, and how it went."""

    statuses: dict[str, list[int]] = field(default_factory=dict)
    times_s: dict[str, list[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, status: int, took_s: float) -> None:
        """Keep one answer."""
        with self._lock:
            self.statuses.setdefault(name, []).append(status)
            self.times_s.setdefault(name, []).append(took_s)


class Person:
    """Somebody signed in."""

    def __init__(self, port: int, cookie: str, record: Record) -> None:
        self._port = port
        self._cookie = cookie
        self._record = record

    def ask(self, name: str, path: str, body: bytes = b"", content_type: str = "", due: float | None = None) -> Answer:
        """Ask for *path*, or send *body* there; it is noted under *name*, and takes from *due* on."""
        begin = time.monotonic() if due is None else due
        try:
            answer = self._asked("POST" if body else "GET", path, body, content_type)
        except OSError:
            answer = Answer(NO_ANSWER)
        self._record.note(name, answer.status, time.monotonic() - begin)
        if cookie := answer.headers.get("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        return answer

    def _asked(self, method: str, path: str, body: bytes, content_type: str) -> Answer:
        headers = {"Cookie": self._cookie, "Content-Type": content_type}
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read().decode(errors="replace"))


class Student(Person):
    """Hands in *files*, each at its time, and follows the last one until it has a score."""

    def __init__(
        self, port: int, cookie: str, record: Record, line_item_id: int, files: Sequence[tuple[float, bytes]]
    ) -> None:
        super().__init__(port, cookie, record)
        self._page = f"/assignments/{line_item_id}"
        self._files = files
        self._csrf_token = ""

    def open(self) -> None:
        """Open the page of the assignment, as one does before the rush."""
        page = self.ask("assignment", self._page).text
        self._csrf_token = _found(r'name="csrf_token" value="([^"]+)"', page)

    def hurry(self, begin: float, ended: threading.Event) -> None:
        """Hand in; all times are from *begin* on."""
        times = [begin + at_s for at_s, _ in self._files[1:]]
        for (at_s, content), until in zip(self._files, [*times, None], strict=True):
            _sleep_until(begin + at_s)
            answer = self._hand_in(content, begin + at_s)
            if answer.status in REDIRECTS:
                self._follow(answer.headers["Location"], until, ended)

    def _hand_in(self, content: bytes, due: float) -> Answer:
        file = ("solution.py", content, "text/x-python")
        body, content_type = encode_multipart_formdata([("csrf_token", self._csrf_token), ("file", file)])
        return self.ask("upload", f"{self._page}/submissions", body, content_type, due)

    def _follow(self, path: str, until: float | None, ended: threading.Event) -> None:
        """Look at the result until it is there, or the next file is to be handed in: as often as the page does."""
        page = self.ask("result", path).text
        while not ended.is_set() and (live := _live(page)):
            address, pause_s = live
            due = time.monotonic() + pause_s
            if until and due > until:
                return
            _sleep_until(due)
            answer = self.ask("poll", address, due=due)
            page = answer.text if answer.status == 200 else page


class Staff(Person):
    """Looks at one page after the other."""

    def look(self, pages: Mapping[str, str], ended: threading.Event) -> None:
        """Look until it has *ended*."""
        for name, path in cycle(pages.items()):
            self.ask(name, path)
            if ended.wait(LOOK_S):
                return


def cookie_of(app: Flask, user: User) -> str:
    """Return the cookie of a new session of *user*: 500 of them, without 500 passwords or links."""
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = SignedIn(user).get_id()
    cookie = client.get_cookie("session")
    assert cookie
    return f"session={cookie.value}"


def together(acts: Sequence[Callable[[], object]]) -> None:
    """Do all of *acts* at the same time, and wait for the last."""
    threads = [threading.Thread(target=act, daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _live(page: str) -> tuple[str, float] | None:
    """Return what the page asks for next, and after how many seconds; None: nothing, the result is there."""
    found = re.search(r'id="live"[^>]* hx-get="([^"]+)" hx-trigger="every (\d+)s"', page)
    return (html.unescape(found[1]), float(found[2])) if found else None


def _sleep_until(at: float) -> None:
    time.sleep(max(0.0, at - time.monotonic()))


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if not match:
        raise SystemExit(f"{pattern} is not in the page.")
    return html.unescape(match[1])
