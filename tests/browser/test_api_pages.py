"""The pages about programs, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible, assert_fits


@pytest.mark.parametrize("width", [1280, 320])
def test_a_token_is_made_shown_once_and_revoked(site: Site, width: int) -> None:
    page = site.page(site.world.add_user("Ada"), viewport={"width": width, "height": 800})
    page.goto("/account/tokens")
    page.get_by_label("Name").fill("Backup")
    page.get_by_label("courses:read").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_label("Copy it now")).to_have_value(re.compile(r"agr_\S{43}"))
    assert_fits(page)
    assert_accessible(page)
    page.goto("/account/tokens")
    expect(page.get_by_label("Copy it now")).to_have_count(0)
    page.get_by_role("button", name="Revoke Backup").click()
    expect(page.get_by_role("status")).to_contain_text("is revoked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_about_the_interface_is_accessible_and_fits(site: Site, scheme: str) -> None:
    page = site.page(color_scheme=scheme, viewport={"width": 320, "height": 800})
    page.goto("/api/v1/")
    for operation in page.locator("details.operation").all()[:6]:
        operation.locator("summary").click()
    assert_fits(page)
    assert_accessible(page)
