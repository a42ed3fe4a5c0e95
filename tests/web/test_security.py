"""What holds on every page: headers, CSRF, cookies, nothing inline, vendored files as they were published."""

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader import settings as all_settings
from grader.web.app import create_app
from tests.web.reports import PARTLY, broken
from tests.web.routes import PROVEN, path_of, rules
from tests.web.world import Visitor, World

VENDOR = Path(__file__).parents[2] / "grader" / "web" / "static" / "vendor"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class Inline(HTMLParser):
    """Collects what a strict policy would refuse, and ids that stand twice."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.refused.append(tag)
        for name, value in attrs:
            elsewhere = name in {"src", "href", "action"} and re.match(r"\w+:|//", value or "")
            if name == "style" or name.startswith(("on", "hx-on")) or elsewhere:
                self.refused.append(f"{tag} {name}={value}")


@pytest.fixture
def pages(world: World) -> dict[str, str]:
    """Every page of the application, full, by a name."""
    ada = world.add_user("Ada")
    world.submit(ada, PARTLY)
    world.submit(ada, broken("author", "lost", "gone"), b"x = 1")
    world.submit(ada, content=b"x = 2")
    student, staff, stranger = world.visitor(ada), world.visitor(world.instructor), world.stranger()
    asked = {
        student: [
            "/",
            "/assignments/1",
            "/submissions/1",
            "/submissions/2",
            "/submissions/3",
            "/runs/3",
            "/account",
            "/x",
        ],
        staff: [
            "/",
            "/courses/1",
            "/courses/1/people",
            "/courses/1/people/2",
            "/courses/1/people/import",
            "/courses/1/audit-log",
            "/assignments/1/students",
            "/submissions/1",
            "/submissions/2",
        ],
        stranger: ["/sign-in", f"/join/{world.course.join_code}", "/sign-in/token", "/x"],
    }
    return {f"{number} {path}": who.get(path).text for number, who in enumerate(asked) for path in asked[who]}


def test_no_page_has_anything_inline_or_from_elsewhere(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        parser = Inline()
        parser.feed(html)
        assert parser.refused == [], name
        assert len(parser.ids) == len(set(parser.ids)), name


@pytest.mark.parametrize("path", ["/sign-in", "/", "/x", "/code.css", "/static/grader.css"])
def test_headers_are_on_every_answer(world: World, path: str) -> None:
    headers = world.stranger().get(path).headers
    directives = headers["Content-Security-Policy"].split("; ")
    assert dict(directive.split(" ", 1) for directive in directives) == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_pages_are_not_kept_and_files_are(world: World) -> None:
    stranger = world.stranger()
    page = stranger.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    [path] = re.findall(r'href="(/static/grader\.css\?v=\w{12})"', page.text)
    assert "max-age=31536000" in stranger.get(path).headers["Cache-Control"]


def test_every_form_needs_its_token(world: World) -> None:
    world.submit(world.add_user("Ada"))
    visitor = world.visitor(world.instructor)
    posts = [rule for rule in rules(world, "POST") if rule.endpoint not in PROVEN]
    assert len(posts) >= 7
    for rule in posts:
        answer = visitor.client.post(path_of(world, rule))
        assert answer.status_code == 400, rule
        assert "This form is out of date" in answer.text


def test_a_token_of_another_session_is_refused(world: World) -> None:
    one, other = world.visitor(world.instructor), world.visitor(world.instructor)
    one.token = other.token
    assert one.post("/sign-out").status_code == 400


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_for_this_site_alone(world: World, tmp_path: Path, *, https: bool) -> None:
    chosen = all_settings.load(
        {"DATA_DIR": str(tmp_path), "SECRET_KEY": "x", "PUBLIC_URL": "https://grader.example" if https else ""}
    )
    client = create_app(chosen, world.sessions).test_client()
    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is https
    assert ("Strict-Transport-Security" in answer.headers) is https


@pytest.mark.parametrize(
    ("referrer", "status"), [("https://grader.example/sign-in", 422), ("https://evil.example/", 400)]
)
def test_over_https_a_form_has_to_come_from_here(world: World, tmp_path: Path, referrer: str, status: int) -> None:
    chosen = all_settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "x", "PUBLIC_URL": "https://grader.example"})
    visitor = Visitor(create_app(chosen, world.sessions).test_client())
    by_proxy = {"X-Forwarded-Proto": "https", "Host": "grader.example", "Referer": referrer}
    visitor.get("/sign-in", base_url="https://grader.example", headers=by_proxy)
    answer = visitor.post("/sign-in", {"email": "x"}, base_url="https://grader.example", headers=by_proxy)
    assert answer.status_code == status


def test_the_host_that_a_request_names_is_not_believed(world: World) -> None:
    visitor = world.visitor(world.instructor)
    page = visitor.get("/courses/1", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in page.text


def test_the_key_signs_the_session(world: World) -> None:
    visitor = world.visitor(world.instructor)
    chosen = replace(all_settings.load({"DATA_DIR": str(world.folder), "SECRET_KEY": "another"}))
    forged = create_app(chosen, world.sessions).test_client()
    cookie = visitor.client.get_cookie("session")
    assert cookie
    forged.set_cookie("session", cookie.value)
    assert forged.get("/").location == "/sign-in"


def test_vendored_files_are_those_that_were_published() -> None:
    sums = dict(line.split("  ", 1)[::-1] for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} - {"SHA256SUMS"}
    assert found == sums.keys()
    for name, digest in sums.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name
    for folder in VENDOR.iterdir():
        assert folder.name == "SHA256SUMS" or list(folder.glob("LICENSE*")), "each comes with its licence"
