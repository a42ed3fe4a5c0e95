"""A world behind a real server, and people with Debian's Chromium who visit it."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from grader.db.models import User
from tests.web.world import World, make_world


@dataclass
class Site:
    """An application that answers at *address*."""

    world: World
    address: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)
    """What the browser's console says is wrong: errors of scripts, things that the policy refused."""

    def page(self, user: User | None = None, **options: Any) -> Page:
        """Return a page of a fresh browser profile, signed in as *user*; *options* are of the profile."""
        page = self.browser.new_context(base_url=self.address, **options).new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if user:
            page.goto(self.world.sign_in_path(user))
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/")
        return page

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.complaints.append(message.text)


def serve(world: World, browser: Browser) -> Iterator[Site]:
    """Serve *world*; at the end nothing may have been wrong in the console."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site = Site(world, f"http://127.0.0.1:{server.port}", browser)
    try:
        yield site
        assert site.complaints == []
    finally:
        for context in browser.contexts:
            context.close()
        server.shutdown()
        thread.join()
        server.server_close()
        world.close()


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str, browser: Browser) -> Iterator[Site]:
    """Return a fresh world for one test, served."""
    yield from serve(make_world(tmp_path, sqlite_url), browser)


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, browser: Browser) -> Iterator[Site]:
    """Return a world for all tests of a module that only look."""
    folder = tmp_path_factory.mktemp("world")
    path = shutil.copy(migrated_sqlite, folder / "grader.db")
    yield from serve(make_world(folder, f"sqlite:///{path}"), browser)
