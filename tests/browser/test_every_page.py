"""Every page that there is, full and empty, in both schemes, wide and narrow: what is added is looked at as well."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible, assert_fits
from tests.web.full import fill
from tests.web.routes import pages

NO_PAGES = (".py", ".zip", ".csv", "/progress", "/runs/1", "/system/now", "/lti/jwks", "/healthz", "/readyz")
"""Files, and pieces of pages."""


@pytest.fixture(params=["full", "empty"])
def any_site(request: pytest.FixtureRequest, site: Site) -> Site:
    if request.param == "full":
        fill(site.world)
    else:
        site.world.add_user("Ada")
    return site


@pytest.mark.parametrize("who", ["student", "instructor"])
def test_every_page_is_accessible_and_fits(any_site: Site, who: str) -> None:
    world = any_site.world
    page = any_site.page(world.student if who == "student" else world.instructor, reduced_motion="reduce")
    looked_at = 0
    for path in pages(world):
        if path.endswith(NO_PAGES):
            continue
        answer = page.goto(path)
        assert answer is not None
        looked_at += answer.status == 200
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        for scheme, width in (("light", 1280), ("dark", 320)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # both are known to it
            page.set_viewport_size({"width": width, "height": 800})
            assert_fits(page)
            assert_accessible(page)
    assert looked_at >= 5
