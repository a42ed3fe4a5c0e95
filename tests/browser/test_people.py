"""People, lists, the audit log and viewing as a student, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from grader.db.models import Role, User
from grader.services import audit
from grader.services.audit import Action
from tests.browser.conftest import Site
from tests.browser.test_accessibility import LONG, assert_accessible, assert_fits
from tests.web.reports import PARTLY

ROWS = f"name,email\nGrace Hopper,grace@example.org\n{LONG},max@example.org\nNobody,\nGrace,GRACE@example.org\n"


@pytest.fixture(scope="module")
def ada(lasting_site: Site) -> User:
    """Return a student in a course in which something has happened."""
    world = lasting_site.world
    ada = world.add_user("Ada Lovelace")
    world.submit(ada, PARTLY)
    world.add_user("Asta", role=Role.ASSISTANT)
    world.add_user(LONG)
    with world.sessions.begin() as session:
        for n in range(60):
            note = {"before": None, "after": n, "reason": "It was unclear. " * 5}
            audit.note(session, world.instructor, 1, Action.OVERRODE_SCORE, "Tiny network", student_id=ada.id, **note)
    return ada


@pytest.fixture(scope="module")
def teacher(lasting_site: Site) -> Page:
    """Return the instructor's page."""
    return lasting_site.page(lasting_site.world.instructor, reduced_motion="reduce")


def assert_fine(page: Page) -> None:
    """Fail with what axe finds in both schemes, on a desktop and with everything open on a small phone."""
    for fold in page.locator("summary").all():
        fold.click()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    assert_fits(page)
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    assert_fits(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize(
    "path",
    [
        "/courses/1/people",
        "/courses/1/people?search=nobody+like+that",
        "/courses/1/people/{ada}",
        "/courses/1/people/import",
        "/courses/1/audit-log",
        "/courses/1/audit-log?who=nobody+like+that",
    ],
)
def test_a_page_is_accessible_and_fits(teacher: Page, ada: User, path: str) -> None:
    teacher.goto(path.format(ada=ada.id))
    assert_fine(teacher)


def test_an_empty_log_is_accessible(site: Site) -> None:
    page = site.page(site.world.instructor, reduced_motion="reduce")
    page.goto("/courses/1/audit-log")
    expect(page.get_by_text("Nothing has been noted yet.")).to_be_visible()
    assert_fine(page)


def test_a_way_to_sign_in_by_mail_is_accessible(site: Site) -> None:
    site.world.app.config["MAILS_LINKS"] = True
    page = site.page(reduced_motion="reduce")
    page.goto("/sign-in")
    page.get_by_label("Email").fill("ines@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("status")).to_contain_text("a link is on its way")
    assert_fine(page)


def test_a_list_is_looked_at_and_then_imported(site: Site) -> None:
    page = site.page(site.world.instructor, reduced_motion="reduce")
    page.goto("/courses/1/people")
    page.get_by_role("link", name="Import a list of students").click()
    page.get_by_role("button", name="Look at the list first").click()
    expect(page.get_by_role("alert")).to_have_text("The list is empty. Choose a file or paste the rows.")
    assert_fine(page)
    page.get_by_label("Or rows, pasted").fill(ROWS)
    page.get_by_role("button", name="Look at the list first").click()
    expect(page.get_by_role("heading", name="Add 2 students")).to_be_visible()
    expect(page.get_by_text("Row 4")).to_be_visible()
    assert_fine(page)
    other_tab = page.context.new_page()
    other_tab.goto("/courses/1/people/import")
    other_tab.get_by_label("Or rows, pasted").fill(ROWS)
    other_tab.get_by_role("button", name="Look at the list first").click()
    page.get_by_role("button", name="Add 2 students").click()
    expect(page.get_by_role("status")).to_contain_text("2 students added.")
    expect(page.get_by_role("link", name="Grace Hopper")).to_be_visible()
    other_tab.get_by_role("button", name="Add 2 students").click()
    expect(other_tab.get_by_role("alert")).to_contain_text("has changed since you looked")
    expect(other_tab.get_by_role("heading", name="Nobody would be added")).to_be_visible()
    assert_accessible(other_tab)


def test_a_role_a_link_and_a_removal_by_keyboard(site: Site) -> None:
    grace = site.world.add_user("Grace")
    page = site.page(site.world.instructor, reduced_motion="reduce")
    page.goto("/courses/1/people")
    page.get_by_role("link", name="Grace").press("Enter")
    page.get_by_role("button", name="Make a sign-in link").press("Enter")
    expect(page.get_by_role("heading", name="A sign-in link for Grace")).to_be_visible()
    assert_fine(page)
    page.get_by_label("Student:").press("ArrowDown")
    page.get_by_role("button", name="Save the role").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Grace is an assistant of this course.")
    assert site.world.role_of(grace) is Role.ASSISTANT
    page.get_by_text("Remove Grace …").press("Enter")
    page.get_by_role("button", name="Yes, remove Grace").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Grace is not in this course any more.")
    assert site.world.role_of(grace) is None


def test_the_last_instructor_is_told_why_they_stay(site: Site) -> None:
    page = site.page(site.world.instructor, reduced_motion="reduce")
    page.goto(f"/courses/1/people/{site.world.instructor.id}")
    page.get_by_label("Student:").check()
    page.get_by_role("button", name="Save the role").click()
    expect(page.get_by_role("alert")).to_contain_text("Make somebody else an instructor first.")
    assert_accessible(page)


def test_a_course_is_seen_as_a_student_sees_it(site: Site) -> None:
    ada = site.world.add_user("Ada Lovelace")
    site.world.submit(ada, PARTLY)
    page = site.page(site.world.instructor, reduced_motion="reduce")
    page.goto("/courses/1/people")
    page.get_by_role("button", name="View as Ada Lovelace").click()
    banner = page.get_by_role("region", name="View as student")
    expect(banner).to_contain_text("as Ada Lovelace sees it")
    assert_fine(page)
    page.get_by_role("link", name="Tiny network").click()
    expect(banner).to_be_visible()
    page.get_by_text("Or paste the code").click()
    page.get_by_role("textbox", name="Code").fill("x = 1")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="You can only look here")).to_be_visible()
    assert_fine(page)
    banner.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="Ada Lovelace", level=1)).to_be_visible()
    expect(banner).to_have_count(0)
