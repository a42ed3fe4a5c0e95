"""Every form and every address with arguments, filled with what nobody means: never an error of ours, never obeyed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from grader.web.security import limiter
from tests.web.routes import pages
from tests.web.world import Visitor, World

VILE = [
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "NaN",
    "9" * 400,
    "٣",
    "true",
    "[]",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*191}}",
    "${7*191}",
    "%(x)s %s {0}",
    "'; DROP TABLE users; --",
    "../../etc/passwd",
    "C:\\evil.py",
    "=HYPERLINK(1)",
    "a\x00b",
    "\ud800",
    "\u202eevil",
    "é" * 3000,
    "line\r\nline",
    "2026-02-30T25:61",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "https://evil.example/",
]
ROUNDS = 6
LEFT_OUT = ("/sign-out", "/viewing")
"""How addresses end that end what the fuzz needs: the session, or the right to post."""
FINE = {200, 201, 204, 302, 303, 400, 403, 404, 409, 413, 415, 422, 429}


@dataclass
class Form:
    """A form of a page."""

    page: str
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Collects the forms of a page, and the addresses with arguments that it links to."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self.forms: list[Form] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(self._path, given.get("action") or self._path, given.get("method", "get").lower()))
        elif tag in {"input", "textarea", "select", "button"} and "name" in given and self.forms:
            form = self.forms[-1]
            if given.get("type") == "file":
                form.files.append(given["name"])
            else:
                form.fields[given["name"]] = given.get("value", "")
        elif tag == "a" and given.get("href", "").startswith("/") and "?" in given["href"]:
            self.links.add(given["href"])


def seen(visitor: Visitor, world: World) -> Iterator[tuple[str, Forms]]:
    """Yield what stands on each page that *visitor* may see."""
    for path in pages(world):
        answer = visitor.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found = Forms(path)
            found.feed(answer.text)
            yield path, found


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no limit on how often one may try stand before what is tested."""
    monkeypatch.setattr(limiter, "enabled", False)


@pytest.mark.parametrize("who", ["student", "instructor", "stranger"])
def test_no_form_breaks_anything(full_world: World, who: str) -> None:
    rng = random.Random(who)
    visitor = known(full_world, who)
    forms = {(form.method, form.action): form for _, page in seen(visitor, full_world) for form in page.forms}
    posted = 0
    for (method, action), form in sorted(forms.items()):
        if urlsplit(action).path.endswith(LEFT_OUT):
            continue
        for _ in range(ROUNDS):
            if visitor.get(form.page).location:  # the last form has signed this person out
                visitor = known(full_world, who)
                visitor.get(form.page)
            sent: dict[str, Any] = {name: vile(rng, value) for name, value in form.fields.items() if rng.random() < 0.9}
            sent |= {name: (vile_file(rng), vile(rng, "")) for name in form.files}
            answer = send(visitor, method, action, sent)
            check(answer.status_code, answer.text, f"{method} {action} {sent}")
            posted += 1
    assert posted >= ROUNDS


@pytest.mark.parametrize("who", ["student", "instructor"])
def test_no_address_breaks_anything(full_world: World, who: str) -> None:
    rng = random.Random(who)
    visitor = known(full_world, who)
    names = {"page", "sort", "order", "q"}
    paths = set()
    for path, page in seen(visitor, full_world):
        paths.add(path)
        names |= {name for link in page.links for name in parse_qs(urlsplit(link).query)}
        names |= {name for form in page.forms if form.method == "get" for name in form.fields}
    for path in sorted(paths):
        for _ in range(ROUNDS):
            some = rng.sample(sorted(names), k=rng.randint(1, len(names)))
            answer = visitor.get(path, query_string={name: encodable(rng.choice(VILE)) for name in some})
            check(
                answer.status_code,
                answer.get_data().decode(errors="replace"),
                f"{path} {answer.request.query_string!r}",
            )


def known(world: World, who: str) -> Visitor:
    """Return *who*, signed in if they can be."""
    people = {"instructor": world.instructor, "student": world.student}
    return world.visitor(people[who]) if who in people else world.stranger()


def send(visitor: Visitor, method: str, action: str, sent: dict[str, Any]) -> TestResponse:
    """Send a form as a browser does."""
    if method == "get":
        return visitor.get(action, query_string=sent)
    return visitor.post(action, sent | {"csrf_token": visitor.token}, content_type="multipart/form-data")


def vile(rng: random.Random, value: str) -> str:
    """Return what is sent in place of *value*; sometimes the value itself, to come further."""
    return encodable(value if rng.random() < 0.4 else rng.choice(VILE))


def vile_file(rng: random.Random) -> BytesIO:
    """Return a file of anything."""
    return BytesIO(
        rng.choice([b"", rng.randbytes(2000), b"name,email\n=1+1,x\n", b"PK\x03\x04", b'{"cells": [[]]}', b"def f("])
    )


def encodable(text: str) -> str:
    """Return *text* without what the client cannot send at all."""
    return text.encode("utf-8", "replace").decode()


def check(status: int, text: str, what: str) -> None:
    """Fail if something broke, or was obeyed."""
    assert status in FINE, what
    assert "<script>alert" not in text, what
    assert "<img src=x" not in text, what
    assert "1337" not in text, what
