"""The student's side as it is seen: each page in every state, by keyboard, on a phone, in the dark."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from grader.db.models import Role, User, utc_now
from grader.domain.visibility import Shown
from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible, assert_fits
from tests.browser.test_forms import tab_to
from tests.web.reports import PARTLY, TAUGHT, broken
from tests.web.scenes import add_item, receive, say, set_rules
from tests.web.world import CODE

DAY = timedelta(days=1)
PAGES = ["/", "/assignments/1", "/assignments/2", "/assignments/3", "/assignments/4"]
RESULTS = [f"/submissions/{number}" for number in range(1, 5)]


@pytest.fixture(scope="module")
def ada(lasting_site: Site) -> User:
    world = lasting_site.world
    ada = world.add_user("Ada Lovelace")
    late = world.submit(ada, TAUGHT)
    marked = world.submit(ada, PARTLY, CODE + b"# " + b"wide" * 100)
    world.submit(ada, broken("student", "syntax_error", "no\n  line 4: return ("), CODE + b"##")
    world.submit(ada, broken("service", "lost", "gone"), CODE + b"###")
    say(world, marked, "Good start.\nLook at the shapes first.")
    say(world, marked, f"What do you expect here? {'long' * 60}", 5)
    now = utc_now()
    set_rules(
        world, due_at=now - DAY, closes_at=now + 6 * DAY, late_percent_per_day=10, max_attempts=9, cool_down_s=900
    )
    receive(world, late, now - DAY / 2)
    add_item(world, "closed", "Loss functions", due_at=now - 9 * DAY)
    add_item(world, "ahead", "Recurrent networks", opens_at=now + DAY, due_at=now + 9 * DAY, max_attempts=3)
    add_item(world, "soon", "Optimisers", due_at=now + DAY)
    return ada


@pytest.fixture(scope="module")
def page(lasting_site: Site, ada: User) -> Page:
    return lasting_site.page(ada, reduced_motion="reduce", timezone_id="Europe/Berlin")


def assert_good(page: Page, path: str) -> None:
    """Look at *path* on a desktop and on a phone, by day and in the dark."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    assert (response := page.goto(path))
    assert response.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 640})
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("path", [*PAGES, *RESULTS])
def test_in_full(lasting_site: Site, page: Page, path: str) -> None:
    set_rules(lasting_site.world, are_scores_shown=True, tests_shown=Shown.FULL)
    assert_good(page, path)


@pytest.mark.parametrize("path", RESULTS)
def test_counted(lasting_site: Site, page: Page, path: str) -> None:
    set_rules(lasting_site.world, are_scores_shown=True, tests_shown=Shown.COUNTED)
    assert_good(page, path)


@pytest.mark.parametrize("path", [*PAGES[:2], *RESULTS])
def test_with_scores_that_are_not_published(lasting_site: Site, page: Page, path: str) -> None:
    set_rules(lasting_site.world, are_scores_shown=False, tests_shown=Shown.FULL)
    assert_good(page, path)


def test_times_are_in_the_zone_that_the_browser_told(page: Page) -> None:
    page.goto("/assignments/4")
    expect(page.get_by_role("contentinfo")).to_contain_text("Times are given in Europe/Berlin.")
    expect(page.locator("time").first).to_have_text(re.compile(r"\d\d:\d\d CES?T$"))


def test_from_a_mark_in_the_code_to_its_test_and_back(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada, PARTLY)
    page = site.page(ada)
    page.goto("/submissions/1")
    page.get_by_role("link", name="A test failed here: The output is right.").click()
    test = page.locator(".test:target")
    expect(test).to_be_in_viewport()
    test.get_by_role("link", name="line 4").click()
    expect(page.locator("#line-4")).to_be_in_viewport()


def test_copied_code_is_the_code_alone(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada, PARTLY)
    say(site.world, submission, "A comment.", 2)
    page = site.page(ada)
    page.goto("/submissions/1")
    copied = page.evaluate("""() => {
        getSelection().selectAllChildren(document.querySelector(".listing"));
        return getSelection().toString();
    }""")
    assert [line for line in copied.splitlines() if line] == [line for line in CODE.decode().splitlines() if line]


def test_the_file_is_downloaded_as_it_was_handed_in(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada, PARTLY)
    page = site.page(ada)
    page.goto("/submissions/1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download exactly this file").click()
    assert download.value.suggested_filename == "solution.py"
    assert download.value.path().read_bytes() == CODE


def test_into_another_course_by_keyboard_and_a_pasted_link(site: Site) -> None:
    eve = site.world.add_user("Eve", site.world.other_course(), Role.STUDENT)
    page = site.page(eve)
    tab_to(page, "Join code or link")
    page.keyboard.type("nothing")
    page.keyboard.press("Enter")
    field = page.get_by_label("Join code or link")
    expect(field).to_have_accessible_description(re.compile("No course has this join code"))
    expect(field).to_have_value("nothing")
    assert_accessible(page)
    field.fill(f"https://grader.example.org/join/{site.world.course.join_code}")
    field.press("Enter")
    page.get_by_role("button", name="Join the course").click()
    expect(page.get_by_role("link", name="Tiny network")).to_be_visible()


def test_the_zone_is_changed_on_the_account_page_and_without_scripts(site: Site) -> None:
    ada = site.world.add_user("Ada")
    page = site.page(ada, java_script_enabled=False)
    page.get_by_role("link", name="Change the time zone").click()
    page.get_by_label("Times are given in").select_option("Asia/Kolkata")
    page.get_by_role("button", name="Save the time zone").click()
    expect(page.get_by_role("status")).to_have_text("Times are now given in Asia/Kolkata.")
    expect(page.get_by_label("Times are given in")).to_have_value("Asia/Kolkata")
