"""The platform and the whole application, side by side."""

from collections.abc import Iterator

import pytest

from tests.end_to_end.conftest import Application, started
from tests.lms.platform import OpenEdx, Tool


@pytest.fixture(scope="module")
def open_edx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenEdx]:
    """Return the platform, started, with a teacher and two students."""
    platform = OpenEdx(tmp_path_factory.mktemp("open-edx"))
    try:
        platform.start()
        platform.add_person("tina", "Tina Teacher", "instructor")
        platform.add_person("ada", "Ada Lovelace")
        platform.add_person("alan", "Alan Turing")
        yield platform
    finally:
        platform.close()


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Return the application, started, which may speak to a platform on this machine."""
    application = Application(tmp_path_factory.mktemp("application"))
    application.environment["LMS_IN_PRIVATE"] = "yes"
    yield from started(application)


@pytest.fixture(scope="module")
def tool(application: Application) -> Tool:
    """Return where platforms find the application."""
    lti = f"{application.address}/lti"
    return Tool(f"{lti}/login", f"{lti}/launch", f"{lti}/jwks", f"{lti}/launch")
