"""A course of the platform, whose one component opens an assignment here, and how people get from there to here."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import pytest
from playwright.sync_api import Browser, FrameLocator, Page

from tests.lms.conftest import OwnExams
from tests.lms.platform import Component, OpenEdx

TEACHER = "tina"
TITLE = "Loss functions"
STEP_MS = 15_000
POSTED_S = 60
LOOK_S = 0.1


@dataclass
class Course:
    """The platform, the application, and the component that links them."""

    open_edx: OpenEdx
    application: OwnExams
    browser: Browser
    component: Component
    complaints: list[str] = field(default_factory=list)
    """What browsers say is wrong: errors of scripts, things that a policy refused."""

    def launch_into(self, target: Literal["iframe", "new_window"]) -> None:
        """Let the component open the tool there, with the names of people."""
        self.open_edx.set_component("loss", self.application.tool, launch_target=target, ask_to_send_full_name=True)

    def operator(self) -> Page:
        """Return the page on which platforms are registered."""
        page = self._visit(self.application.sign_in_link)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{self.application.address}/system/platforms")
        return page

    def begin_link(self) -> Page:
        """Return the page on which the teacher chooses what the component opens."""
        page = self._visit(self.open_edx.studio(self.component, TEACHER))
        return self._window(page, page.get_by_role("link", name="Deep Linking Launch").click)

    def frame(self, username: str) -> FrameLocator:
        """Return the tool as *username* sees it in the frame of the component."""
        page = self._visit(self.open_edx.page(self.component, username))
        page.get_by_role("button", name="OK").click()
        return page.frame_locator(".ltiLaunchFrame")

    def open_from_frame(self, username: str) -> Page:
        """Return the window that *username* opens from the frame, signed in."""
        frame = self.frame(username)
        return self._window(frame.owner.page, frame.get_by_role("button", name="Open in a new window").click)

    def open_in_window(self, username: str) -> Page:
        """Return the window that the platform opens for *username*, signed in."""
        page = self._visit(self.open_edx.page(self.component, username))
        page.get_by_role("button", name="View resource in a new window").click()
        window = self._window(page, page.get_by_role("button", name="OK").click)
        window.get_by_role("button", name="Continue as").click()
        return window

    def wait_for_grade(self, username: str, earned: float) -> None:
        """Wait until the newest grade of *username* in the platform's gradebook is *earned*."""
        end = time.monotonic() + POSTED_S
        while (found := self.open_edx.gradebook(self.component).get(username)) != pytest.approx(earned):
            assert time.monotonic() < end, f"{username} has {found}, not {earned}:\n{self.application.last_words()}"
            time.sleep(LOOK_S)

    def _visit(self, address: str) -> Page:
        """Return a page of a fresh browser profile."""
        context = self.browser.new_context()
        context.set_default_timeout(STEP_MS)
        context.on("console", lambda each: self.complaints.append(each.text) if each.type == "error" else None)
        context.on("weberror", lambda each: self.complaints.append(str(each.error)))
        page = context.new_page()
        page.goto(address)
        return page

    @staticmethod
    def _window(page: Page, open_it: Callable[[], None]) -> Page:
        """Return the window that *page* opens."""
        with page.expect_popup() as opened:
            open_it()
        return opened.value
