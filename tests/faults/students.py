"""Students with a browser: they hand in, and do what people do when they are not told that it was received."""

import random
import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass

import requests

PATIENCE_S = 300
ANSWER_S = 60
AGAIN_S = 0.3, 1.5
PASSWORD = "correct horse battery staple"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ALERT = re.compile(r'role="alert".*?<p>(.*?)</p>', re.DOTALL)
SUBMISSION = re.compile(r"/submissions/(\d+)")


@dataclass(frozen=True)
class Told:
    """A student was led to the page of what they had handed in."""

    submission_id: int
    email: str
    kind: str


class Student:
    """One student; joins once, and then hands in."""

    def __init__(self, address: str) -> None:
        self.email = f"{uuid.uuid4().hex}@example.org"
        self.refusals: Counter[str] = Counter()
        """What came instead of the page of a submission."""
        self._address = address
        self._http = requests.Session()
        self._told: set[int] = set()

    def join(self, code: str) -> None:
        """Make an account."""
        account = {"name": "A student", "email": self.email, "password": PASSWORD}
        self._post(f"/join/{code}", account).raise_for_status()

    def hand_in(self, line_item_id: int, content: bytes) -> int:
        """Hand in until told that it was received; return the submission's number."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                received = self._look(line_item_id) or self._send(line_item_id, content)
            except requests.RequestException as error:
                self.refusals[type(error).__name__] += 1
                received = None
            if received:
                self._told.add(received)
                return received
            time.sleep(random.uniform(*AGAIN_S))
        raise AssertionError(f"{self.email} could not hand in: {self.refusals}")

    def close(self) -> None:
        """Close the browser."""
        self._http.close()

    def _look(self, line_item_id: int) -> int | None:
        """Look whether the page shows an attempt that no answer had told of; sign in if that is asked for."""
        page = self._http.get(f"{self._address}/assignments/{line_item_id}", timeout=ANSWER_S)
        if "/sign-in" in page.url:
            self._post("/sign-in", {"email": self.email, "password": PASSWORD})
            page = self._http.get(f"{self._address}/assignments/{line_item_id}", timeout=ANSWER_S)
        page.raise_for_status()
        shown = {int(number) for number in SUBMISSION.findall(page.text)}
        return max(shown - self._told, default=None)

    def _send(self, line_item_id: int, content: bytes) -> int | None:
        page = f"/assignments/{line_item_id}"
        file = {"file": ("solution.py", content, "text/x-python")}
        answer = self._post(f"{page}/submissions", {}, file, form=page)
        led_to = SUBMISSION.search(answer.headers.get("Location", "")) if answer.status_code == 302 else None
        if led_to is None:
            said = ALERT.search(answer.text)
            self.refusals[said[1] if said else f"status {answer.status_code}"] += 1
            return None
        return int(led_to[1])

    def _post(
        self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes, str]] | None = None, form: str = ""
    ) -> requests.Response:
        """Send a form with the token that its page has."""
        page = self._http.get(f"{self._address}{form or path}", timeout=ANSWER_S)
        page.raise_for_status()
        token = TOKEN.search(page.text)
        fields = {**fields, "csrf_token": token[1] if token else ""}
        return self._http.post(
            f"{self._address}{path}", data=fields, files=files, timeout=ANSWER_S, allow_redirects=False
        )
