"""The platform and the whole application, side by side."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.settings import ROOT
from tests.end_to_end.conftest import Application, started
from tests.lms.platform import OpenEdx, Tool


class OwnExams(Application):
    """The application, with an assignment that a test may change."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.assignment = folder / "assignments" / "loss"
        shutil.copytree(ROOT / "assignments" / "loss", self.assignment)
        shutil.copytree(ROOT / "reference", folder / "reference")
        self.environment["ASSIGNMENTS_DIR"] = str(self.assignment.parent)
        self.environment |= {"LMS_IN_PRIVATE": "yes", "WEBHOOKS_TO_PRIVATE": "yes"}

    @property
    def tool(self) -> Tool:
        """Where platforms find it."""
        lti = f"{self.address}/lti"
        return Tool(f"{lti}/login", f"{lti}/launch", f"{lti}/jwks", f"{lti}/launch")


@pytest.fixture(scope="module")
def open_edx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    """Return the platform, started."""
    platform = OpenEdx(tmp_path_factory.mktemp("open-edx"))
    try:
        platform.start()
        yield platform
    finally:
        platform.close()


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnExams]:
    """Return the application, started, which may speak to others on this machine."""
    application = OwnExams(tmp_path_factory.mktemp("application"))
    for each in started(application):
        assert each is application
        yield application
