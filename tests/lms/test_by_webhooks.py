"""A system without LTI, which signs with npm's libraries: it hands in by a webhook, and is told of grades by others."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Browser, Page

from grader.settings import ROOT
from tests.lms.conftest import OwnExams
from tests.lms.other_libraries import LIBRARIES, Library, refusal, sign
from tests.outside.servers import Server, answer
from tests.webhooks.receiver import Receiver, Request

SOLUTION = (ROOT / "reference" / "loss.py").read_bytes()
PLATFORM = "https://lms.example"
TOLD_S = 90
LOOK_S = 0.1


@dataclass(frozen=True)
class System:
    """What the other system has: files, a place to be told at, and what an instructor gave it."""

    files: Server
    receiver: Receiver
    address: str
    """Where it hands in."""
    source_secret: str
    endpoint_secret: str

    def announcement(self, student: str) -> bytes:
        """Return a message that *student* has handed in."""
        file = {
            "asset_id": "1",
            "url": self.files.url("/loss.py"),
            "filename": "loss.py",
            "size": len(SOLUTION),
            "sha256_checksum": base64.b64encode(hashlib.sha256(SOLUTION).digest()).decode(),
        }
        data = {
            "platform": PLATFORM,
            "activity": {"id": "loss"},
            "submission": {"id": f"{student}:1"},
            "for_user": {"user_id": student},
            "assets": [file],
        }
        return json.dumps({"type": "submission.created", "timestamp": "2026-11-22T10:00:00Z", "data": data}).encode()

    def told(self, count: int) -> list[Request]:
        """Return what it was told, when that are *count* messages."""
        end = time.monotonic() + TOLD_S
        while len(self.receiver.taken) < count:
            assert time.monotonic() < end, [request.told for request in self.receiver.taken]
            time.sleep(LOOK_S)
        return self.receiver.taken


@pytest.fixture(scope="module")
def system(application: OwnExams, browser: Browser) -> Iterator[System]:
    """Return a system that an instructor has let in, and wants to have told."""
    with Server(answer(SOLUTION)) as files, closing(Receiver()) as receiver:
        page = connections(application, browser)
        page.get_by_role("link", name="Add an endpoint").click()
        page.get_by_label("Address").fill(receiver.url)
        page.get_by_role("button", name="Add the endpoint").click()
        endpoint_secret = page.get_by_label("Copy it now").input_value()

        page.get_by_role("link", name="Connections").first.click()
        page.get_by_role("link", name="Add a source").click()
        page.get_by_label("Name").fill("Homework server")
        page.get_by_label("Platform").fill(PLATFORM)
        page.get_by_label("Hosts of files").fill("127.0.0.1")
        page.get_by_role("button", name="Add the source").click()
        source_secret = page.get_by_label("Copy it now").input_value()
        address = page.locator("dd.copyable code").inner_text()
        page.context.close()
        yield System(files, receiver, address, source_secret, endpoint_secret)


def connections(application: OwnExams, browser: Browser) -> Page:
    """Return the instructor's page of what the course is connected with."""
    page = browser.new_context().new_page()
    page.goto(application.sign_in_link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Students and scores").click()
    page.get_by_role("link", name="Connections").click()
    return page


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_npm_signs_is_handed_in_and_npm_verifies_what_is_told_of_it(library: Library, system: System) -> None:
    body, before = system.announcement(f"student-of-{library}"), len(system.receiver.taken)
    headers = sign(library, system.source_secret, f"msg_{library}", int(time.time()), body)
    answered = requests.post(system.address, data=body, headers=headers, timeout=30)
    assert answered.status_code == 202, answered.text
    requests_since = system.told(before + 3)[before:]
    for request in requests_since:
        assert refusal(library, system.endpoint_secret, request.body, request.headers) is None
    messages = [request.told for request in requests_since]
    assert [each["type"] for each in messages] == ["submission.received", "submission.graded", "grade.posted"]
    assert messages[-1]["data"]["score"]["scoreGiven"] == 100
    status = requests.get(answered.json()["status_url"], timeout=30).json()
    assert status["submission"]["id"] == messages[0]["data"]["submission"]["id"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_npm_signs_with_another_secret_is_not_taken(library: Library, system: System) -> None:
    body = system.announcement("somebody-else")
    headers = sign(library, system.endpoint_secret, f"msg_{library}_2", int(time.time()), body)
    assert requests.post(system.address, data=body, headers=headers, timeout=30).status_code == 401
