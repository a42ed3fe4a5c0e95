"""The gradebook, settings and extensions in a browser: accessible in every state, by keyboard, on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from grader.db.models import LineItem, User
from grader.services import courses, extensions
from grader.services.extensions import Grant
from tests.browser.conftest import Site
from tests.browser.test_accessibility import LONG, assert_accessible, assert_fits
from tests.browser.test_forms import press, tab_to
from tests.web.reports import PARTLY, PERFECT, broken
from tests.web.world import CODE

DUE = datetime(2026, 12, 1, 18, tzinfo=UTC)
FULL = [
    "/courses/1",
    "/courses/1/gradebook",
    "/courses/1/gradebook?sort=total&order=desc",
    "/courses/1/gradebook?search=zzz",
    "/courses/1/settings",
    "/assignments/1/settings",
]


@pytest.fixture(scope="module")
def full(lasting_site: Site) -> Site:
    """Return a site with a full course 1, and a new course 2."""
    world = lasting_site.world
    ada, ben, maxi = (world.add_user(name) for name in ("Ada Lovelace", "Ben", LONG))
    world.submit(ada, PERFECT)
    world.submit(ada, content=CODE + b"#")
    world.submit(ben, broken("service", "lost", "gone"))
    world.submit(maxi, PARTLY)
    with world.sessions.begin() as session:
        session.get_one(User, world.instructor.id).time_zone = "Europe/Berlin"
        item = session.get_one(LineItem, 1)
        item.due_at, item.max_attempts = DUE, 3
        courses.open_assignment(session, world.course, "later", f"{LONG} Network").is_published = False
        extensions.grant(session, world.instructor, 1, maxi.id, Grant(DUE + timedelta(days=2), 1, "word " * 40))
        extensions.grant(session, world.instructor, 1, ada.id, Grant(None, 1, "x" * 90))
    return lasting_site


@pytest.fixture(scope="module")
def page(full: Site) -> Iterator[Page]:
    """Return a page of the instructor."""
    page = full.page(full.world.instructor, reduced_motion="reduce")
    yield page
    page.close()


def assert_good(page: Page) -> None:
    """Fail if the page is not accessible, or does not fit a desktop or a phone, in either scheme."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        assert_fits(page)
        assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("path", FULL)
def test_full_pages_are_accessible_and_fit(page: Page, path: str) -> None:
    page.goto(path)
    assert_good(page)


@pytest.mark.parametrize("path", ["/courses/{}", "/courses/{}/gradebook", "/courses/{}/settings"])
def test_pages_of_a_new_course_are_accessible_and_fit(page: Page, path: str) -> None:
    page.goto("/courses/1/settings")
    page.get_by_label("Title of the new course").fill("New")
    page.get_by_role("button", name="Make the course").click()
    expect(page.get_by_role("status")).to_contain_text("is made")
    page.goto(path.format(page.url.split("/")[4]))
    assert_good(page)


def test_problems_are_accessible_and_lead_to_their_fields(page: Page) -> None:
    page.goto("/assignments/1/settings")
    page.get_by_label("Title").fill("")
    page.get_by_label("Attempts for each student").fill("many")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet.")
    field = page.get_by_label("Attempts for each student")
    expect(field).to_have_accessible_description(
        "Enter a whole number. Empty: as many as one likes. Attempts that could not be graded do not count."
    )
    expect(field).to_have_value("many")
    page.get_by_role("link", name="Number of attempts").click()
    expect(field).to_be_focused()
    assert_good(page)


def test_problems_of_an_extension_are_accessible(page: Page) -> None:
    page.goto("/assignments/1/settings")
    page.get_by_role("button", name="Grant it").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Enter the student")
    expect(alert).to_be_in_viewport()
    assert_good(page)


def test_the_name_stays_in_sight_when_the_table_is_moved(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/courses/1/gradebook")
    box = page.locator(".scroll")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth; }")
    name = page.get_by_role("rowheader", name="Ada Lovelace")
    left = name.bounding_box()
    edge = box.bounding_box()
    assert left is not None
    assert edge is not None
    assert abs(left["x"] - edge["x"]) < 4
    page.set_viewport_size({"width": 1280, "height": 800})


def test_settings_and_extensions_by_keyboard_alone(site: Site) -> None:
    site.world.add_user("Ada")
    page = site.page(site.world.instructor)
    page.goto("/assignments/1/settings")
    page.locator("#title").focus()
    press(page, "Control+a")
    page.keyboard.type("Small network")
    tab_to(page, "Attempts for each student")
    page.keyboard.type("3")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("The settings are saved.")
    expect(page.get_by_label("Title")).to_have_value("Small network")
    tab_to(page, "Student")
    page.keyboard.type("ada")
    tab_to(page, "More attempts")
    page.keyboard.type("2")
    tab_to(page, "Reason")
    page.keyboard.type("Ill")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Ada has the extension.")
    tab_to(page, "Remove")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Ada has no extension any more.")


def test_sorting_and_finding_work_without_javascript(site: Site) -> None:
    for name, report in (("Ada", PARTLY), ("Ben", PERFECT)):
        site.world.submit(site.world.add_user(name), report)
    page = site.page(site.world.instructor, java_script_enabled=False)
    page.goto("/courses/1/gradebook")
    names = page.locator("tbody th")
    expect(names).to_have_text(["Ada", "Ben"])
    page.get_by_role("link", name="Tiny network").click()
    expect(names).to_have_text(["Ben", "Ada"])
    expect(page.get_by_role("columnheader", name="Tiny network")).to_have_attribute("aria-sort", "descending")
    page.get_by_label("Find a student").last.fill("ada")
    page.get_by_role("button", name="Find").click()
    expect(names).to_have_text(["Ada"])
    with page.expect_download() as download:
        page.get_by_role("link", name="For Moodle").click()
    assert download.value.path().read_bytes() == (
        b"Email address,Tiny network\r\nada@example.org,20\r\nben@example.org,100\r\n"
    )
