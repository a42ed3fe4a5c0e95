"""Erasure, retention and the statement: what axe finds, at every width, by keyboard and without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from grader.db.models import Course, Submission, User, utc_now
from tests.browser.conftest import Site
from tests.browser.test_accessibility import LONG, assert_accessible, assert_fits
from tests.web.reports import PARTLY, TAUGHT
from tests.web.world import CODE


@pytest.fixture
def maxi(site: Site) -> User:
    """Return a student with a long name, whose attempts are old, in a course that keeps them for 30 days."""
    user = site.world.add_user(LONG)
    site.world.submit(user, TAUGHT)
    site.world.submit(user, PARTLY, CODE + b"#")
    with site.world.sessions.begin() as session:
        session.execute(update(Submission).values(received_at=utc_now() - timedelta(days=40)))
        session.execute(update(Course).values(retention_days=30))
    return user


def assert_good(page: Page) -> None:
    """Fail if the page is not accessible, in light or dark, or is too wide for a phone."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.emulate_media(reduced_motion="reduce")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert_accessible(page)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert_fits(page)
    assert_accessible(page)
    assert size
    page.set_viewport_size(size)


def test_an_erasure_by_keyboard(site: Site, maxi: User) -> None:
    page = site.page(site.world.instructor)
    page.goto(f"/courses/1/people/{maxi.id}")
    assert_good(page)
    page.get_by_role("link", name=re.compile("^Erase ")).press("Enter")
    assert_good(page)
    field = page.get_by_label("Type the student’s email address")
    field.fill("wrong")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is not the address")
    expect(field).to_have_value("wrong")
    assert_good(page)
    field.fill(maxi.email)
    field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Erased.")
    assert_good(page)
    page.goto("/submissions/1")
    expect(page.get_by_text("The file was deleted")).to_be_visible()
    assert_good(page)


def test_retention_without_javascript(site: Site, maxi: User) -> None:
    page = site.page(site.world.instructor, java_script_enabled=False)
    page.goto("/courses/1/retention")
    expect(page.get_by_text("2 attempts of 1 student")).to_be_visible()
    page.get_by_role("button", name="Delete the files of 2 attempts").click()
    expect(page.get_by_role("status")).to_contain_text("2 attempts lost their files.")
    assert maxi.name not in page.content()


@pytest.mark.usefixtures("maxi")
def test_retention_full_wrong_and_empty(site: Site) -> None:
    page = site.page(site.world.instructor)
    page.goto("/courses/1/retention")
    assert_good(page)
    page.get_by_label("Days after which").fill("ten")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("from 1 to 3650")
    assert_good(page)
    page.get_by_label("Days after which").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Everything is kept. Say for how many days")).to_be_visible()
    assert_good(page)


def test_the_statement_and_ones_own_data(site: Site, maxi: User) -> None:
    stranger = site.page()
    stranger.goto("/about")
    assert_good(stranger)
    page = site.page(maxi)
    page.goto("/account")
    assert_good(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download your data").click()
    assert started.value.suggested_filename == "your-data.zip"
    page.get_by_role("link", name="What is stored").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Privacy and accessibility")
    assert_good(page)
