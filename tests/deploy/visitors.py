"""People who visit a deployment with Debian's Chromium."""

import time

from playwright.sync_api import Browser, Page, expect

from grader.settings import ROOT
from tests.deploy.site import Site

GRADED_MS = 120_000
RUNNING_S = 60
SOLUTION = ROOT / "reference" / "gradient_descent.py"
TITLE = "Gradient descent"


class Visitors:
    """An instructor who signed in by *sign_in_link*, and students who join by the link that the course's page shows."""

    def __init__(self, site: Site, browser: Browser, sign_in_link: str) -> None:
        self._site = site
        self._browser = browser
        page = browser.new_page()
        page.goto(sign_in_link)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Students and scores").click()
        self._join_link = page.locator(".copyable code", has_text="/join/").first.inner_text()
        page.close()

    def student(self, name: str) -> Page:
        """Return the page of a new student."""
        page = self._browser.new_context().new_page()
        page.goto(self._join_link)
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Email").fill(f"{name.lower()}@example.org")
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Join the course").click()
        return page

    def hand_in(self, page: Page, *, load_s: int = 0) -> None:
        """Hand in the right solution; one that takes *load_s* to load."""
        source = SOLUTION.read_bytes() + f"\nimport time\ntime.sleep({load_s})\n".encode()
        page.goto(self._site.address)
        page.locator("h3 a", has_text=TITLE).click()
        page.set_input_files("input[type=file]", {"name": "solution.py", "mimeType": "text/x-python", "buffer": source})
        page.get_by_role("button", name="Hand in").click()


def score(page: Page) -> float:
    """Return the score, as soon as the page shows it by itself."""
    shown = page.locator(".score strong")
    expect(shown).to_be_visible(timeout=GRADED_MS)
    return float(shown.inner_text())


def wait_for(site: Site, query: str) -> None:
    """Wait until the database answers the *query* with a row."""
    deadline = time.monotonic() + RUNNING_S
    while not site.select(query):
        assert time.monotonic() < deadline, f"nothing came of {query}"
        time.sleep(0.2)
