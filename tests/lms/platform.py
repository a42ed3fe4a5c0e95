"""Open edX's LTI component as the platform of a test, in a process of its own."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import requests

from grader.settings import ROOT
from tests.servers.process import Server, free_port

PYTHON = ROOT / ".open-edx" / "bin" / "python"
TIMEOUT_S = 30

Role = Literal["student", "staff", "instructor"]


@dataclass(frozen=True)
class Tool:
    """Where a tool is."""

    login_url: str
    launch_url: str
    keyset_url: str
    deep_linking_url: str


@dataclass(frozen=True)
class Component:
    """A placement of a tool in a course, and what the platform says has to be registered at the tool."""

    usage_key: str
    """The resource link's id."""
    passport_id: str
    issuer: str
    client_id: str
    deployment_id: str
    login_url: str
    token_url: str
    keyset_url: str

    @property
    def context_id(self) -> str:
        """The course's id."""
        return "course-v1:" + self.usage_key.removeprefix("block-v1:").partition("+type@")[0]


@dataclass(frozen=True)
class Grade:
    """What the platform's gradebook was told."""

    username: str
    earned: float | None
    possible: float | None


@dataclass(frozen=True)
class Stored:
    """What a component has received by LTI."""

    content_items: list[dict[str, Any]]
    line_items: list[dict[str, Any]]
    scores: list[dict[str, Any]]
    grades: list[Grade] = field(default_factory=list)
    """Every grade, in the order in which they were published."""


class OpenEdx(Server):
    """The platform, on a port of its own."""

    def __init__(self, folder: Path) -> None:
        assert PYTHON.exists(), f"These tests need {PYTHON}: {sys.executable} tests/install_tools.py"
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        environment = {
            "OPEN_EDX_FOLDER": str(folder),
            "OPEN_EDX_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
        }
        super().__init__(folder, "open-edx", environment)

    def command(self) -> list[str]:
        """Return what is started."""
        return [str(PYTHON), "-W", "ignore", "-m", "tests.lms.open_edx"]

    def answers(self) -> bool:
        """Say whether it serves."""
        try:
            return requests.get(f"{self.address}/desk/people", timeout=TIMEOUT_S).ok
        except requests.ConnectionError:
            return False

    def add_person(self, username: str, name: str, role: Role = "student") -> str:
        """Make somebody, who is in all courses, and return the name under which tools know them."""
        asked = {"username": username, "name": name, "email": f"{username}@example.org", "role": role}
        return str(self._answer("people", asked)[username])

    def set_component(
        self, name: str, tool: Tool, *, course: str = "Uni+NN101+2026", like: Component | None = None, **fields: Any
    ) -> Component:
        """Make or change a component, whose tool then knows it as the same client as the component *like*.

        Other *fields* are of the component as Open edX names them, such as weight, launch_target ("iframe" or
        "new_window"), lti_advantage_ags_mode ("declarative" or "programmatic") and ask_to_send_full_name.
        """
        usage_key = f"block-v1:{course}+type@lti_consumer+block@{name}"
        asked = {
            "display_name": name,
            "lti_version": "lti_1p3",
            "has_score": True,
            "weight": 100,
            "launch_target": "iframe",
            "lti_1p3_oidc_url": tool.login_url,
            "lti_1p3_launch_url": tool.launch_url,
            "lti_1p3_tool_keyset_url": tool.keyset_url,
            "lti_1p3_tool_key_mode": "keyset_url",
            "lti_1p3_enable_nrps": True,
            "lti_advantage_deep_linking_enabled": True,
            "lti_advantage_deep_linking_launch_url": tool.deep_linking_url,
            "lti_advantage_ags_mode": "programmatic",
            **({"lti_1p3_passport_id": like.passport_id} if like else {}),
            **fields,
        }
        return Component(usage_key=usage_key, **self._answer(f"components/{quote(usage_key)}", asked))

    def stored(self, component: Component) -> Stored:
        """Return what *component* has received."""
        stored = self._answer(f"components/{quote(component.usage_key)}/stored")
        return Stored(**{**stored, "grades": [Grade(**grade) for grade in stored["grades"]]})

    def gradebook(self, component: Component) -> dict[str, float | None]:
        """Return everybody's points for *component*, by user name."""
        return {grade.username: grade.earned for grade in self.stored(component).grades}

    def page(self, component: Component, username: str) -> str:
        """Return the address of a link that signs *username* in and shows the component; that launches the tool."""
        return self._page("courseware", component, username)

    def studio(self, component: Component, username: str) -> str:
        """Return the address of a link that signs an author in and shows the component, to link it to content."""
        return self._page("studio", component, username)

    def _page(self, view: str, component: Component, username: str) -> str:
        path = f"/{view}/{quote(component.usage_key)}"
        return f"{self.address}/sign-in/{username}?next={quote(path)}"

    def _answer(self, path: str, asked: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what its desk answers."""
        method = "POST" if asked else "GET"
        answer = requests.request(method, f"{self.address}/desk/{path}", json=asked, timeout=TIMEOUT_S)
        assert answer.ok, self.last_words()
        answered: dict[str, Any] = answer.json()
        return answered
