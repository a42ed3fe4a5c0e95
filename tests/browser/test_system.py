"""The page of the whole installation in a browser: it follows by itself, on a phone as well, and without JavaScript."""

from playwright.sync_api import expect

from grader.db.models import Worker
from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible, assert_fits

NEWS_MS = 12_000


def test_news_come_by_themselves_and_what_is_new_can_be_scrolled_by_keyboard(site: Site) -> None:
    page = site.page(site.world.instructor, viewport={"width": 320, "height": 800}, reduced_motion="reduce")
    page.get_by_role("link", name="System").click()
    expect(page.get_by_role("heading", name="No worker lives")).to_be_visible()
    with site.world.sessions.begin() as session:
        session.add(Worker(name="one:1", host="one", release="a" * 64, slots=2))
    expect(page.get_by_role("heading", name="All is well")).to_be_visible(timeout=NEWS_MS)
    expect(page.get_by_role("status").filter(has_text="All is well")).to_have_count(1)
    expect(page.get_by_role("group", name="Workers")).to_have_attribute("tabindex", "0")
    assert_fits(page)
    assert_accessible(page)


def test_without_javascript_the_page_says_all_and_offers_to_look_again(site: Site) -> None:
    page = site.page(site.world.instructor, java_script_enabled=False)
    page.goto("/system")
    expect(page.get_by_role("heading", name="No worker lives")).to_be_visible()
    page.get_by_role("link", name="Look again").click()
    expect(page).to_have_url(f"{site.address}/system")
