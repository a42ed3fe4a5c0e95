"""An LMS in a real browser: on another site than ours, so that cookies and frames are what they are there."""

import html
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from grader.web.app import create_app
from tests.browser.conftest import Site, serve
from tests.browser.test_accessibility import assert_accessible, assert_fits
from tests.lti.conftest import add_platform, bind
from tests.lti.lms import Lms, answer_json, running
from tests.web.world import chosen_settings, make_world

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"


class Faculty:
    """The pages of an LMS at ``localhost``, while we are at ``127.0.0.1``: another site, for browsers."""

    def __init__(self, lms: Lms, ours: str) -> None:
        self.lms = lms
        self.address = lms.address.replace("127.0.0.1", "localhost")
        self.launch_url = f"{ours}/lti/launch"
        self.subject, self.role = "ada", "Learner"
        self.changes: dict[str, Any] = {}
        sent = {"iss": lms.issuer, "login_hint": "h", "target_link_uri": self.launch_url}
        self.login = f"{ours}/lti/login?{urlencode(sent)}"
        lms.serve = self.serve

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path)
        if path.path == "/keys":
            answer_json(handler, self.lms.key_set)
        elif path.path == "/auth":
            _answer(handler, self._message({name: values[0] for name, values in parse_qs(path.query).items()}))
        elif path.path == "/frame":
            _answer(handler, f'<iframe title="Homework" width=900 height=700 src="{html.escape(self.login)}"></iframe>')
        elif path.path == "/window":
            _answer(handler, f'<a href="{html.escape(self.login)}">Homework</a>')
        else:
            _answer(handler, f"<h1>{handler.command} {path.path}</h1>")

    def _message(self, asked: dict[str, str]) -> str:
        changes = {"target_link_uri": self.launch_url, **self.changes}
        token = self.lms.sign(self.lms.claims(asked["nonce"], self.subject, self.role, **changes))
        return (
            f'<form method=post action="{html.escape(asked["redirect_uri"])}">'
            f'<input type=hidden name=state value="{html.escape(asked["state"])}">'
            f'<input type=hidden name=id_token value="{token}"></form><script>document.forms[0].submit()</script>'
        )


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str, browser: Browser) -> Iterator[Site]:
    """Return a world that reaches the LMS on this machine, and knows its own address."""
    made = make_world(tmp_path, sqlite_url)
    app = create_app(chosen_settings(tmp_path, sqlite_url, LMS_IN_PRIVATE="yes"), made.sessions)
    for site in serve(replace(made, app=app), browser):
        app.config["ADDRESS"] = site.address
        yield site


@pytest.fixture
def faculty(site: Site) -> Iterator[Faculty]:
    with running() as lms:
        found = Faculty(lms, site.address)
        lms.address = found.address  # pages of the platform are there
        add_platform(site.world, lms)
        yield found


def look(page: Page) -> None:
    """Check a page in both schemes, wide and narrow."""
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # both are known to it
        page.set_viewport_size({"width": width, "height": 800})
        assert_fits(page)
        assert_accessible(page)


def test_a_frame_leads_into_a_window_of_its_own(site: Site, faculty: Faculty) -> None:
    bind(site.world)
    page = site.page()
    page.goto(f"{faculty.address}/frame")
    button = page.frame_locator("iframe").get_by_role("button", name="Open in a new window as Ada of the LMS")
    with page.context.expect_page() as opened:
        button.click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Tiny network")
    assert urlsplit(opened.value.url).path == "/assignments/1"


def test_over_plain_http_a_click_says_who_one_is(site: Site, faculty: Faculty) -> None:
    bind(site.world)
    page = site.page(reduced_motion="reduce")
    page.goto(f"{faculty.address}/window")
    page.get_by_role("link").click()
    button = page.get_by_role("button", name="Continue as Ada of the LMS")
    expect(button).to_be_visible()  # no cookie comes along with what another site posts
    look(page)
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiny network")


def test_an_instructor_sets_a_course_up_and_makes_a_link(site: Site, faculty: Faculty) -> None:
    faculty.subject, faculty.role = "ida", "Instructor"
    settings = {
        "deep_link_return_url": f"{faculty.address}/return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
    }
    message = {"message_type": "LtiDeepLinkingRequest", "resource_link": None}
    faculty.changes = {**message, DEEP_LINKING: settings}
    page = site.page(reduced_motion="reduce")
    page.goto(f"{faculty.address}/window")
    page.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which course is it here?")
    page.locator("summary").click()
    look(page)
    page.get_by_role("radio", name="A new course").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which assignment?")
    look(page)
    page.get_by_role("radio", name="Tiny network").check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("POST /return")


def test_what_could_not_be_opened_is_said_in_the_frame(site: Site, faculty: Faculty) -> None:
    page = site.page()
    page.goto(f"{faculty.address}/frame")
    expect(page.frame_locator("iframe").get_by_text("Your instructor has to open this link once")).to_be_visible()


def _answer(handler: BaseHTTPRequestHandler, body: str) -> None:
    length = int(handler.headers.get("Content-Length") or 0)
    handler.rfile.read(length)
    content = f'<!doctype html><html lang="en"><title>LMS</title><link rel="icon" href="data:,">{body}'.encode()
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
