"""The whole deployment, up."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.deploy.images import compose_file
from tests.deploy.site import Site
from tests.deploy.visitors import Visitors
from tests.servers.process import free_port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a deployment whose secrets are made, and that is not started yet."""
    made = Site(tmp_path_factory.mktemp("site"), compose_file(), free_port(), free_port())
    made.follow("Secrets")
    yield made
    made.remove()
    assert made.sandboxes() == []


@pytest.fixture(scope="module")
def visitors(site: Site, browser: Browser) -> Visitors:
    """Return who visits it; it is started, and has told where the instructor signs in."""
    [sign_in_link] = re.findall(r"http\S+/sign-in/\S+", site.follow("Start"))
    return Visitors(site, browser, sign_in_link)
