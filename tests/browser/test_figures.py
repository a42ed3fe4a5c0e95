"""The class in figures, in a browser: full, with one student and empty; light, dark and narrow."""

import pytest
from playwright.sync_api import Page, expect

from grader.domain.scoring import Outcome
from tests.browser.conftest import Site
from tests.browser.test_accessibility import LONG, assert_accessible, assert_fits
from tests.web.figures import work_out
from tests.web.reports import PERFECT, TAUGHT, broken, graded, result_of
from tests.web.world import CODE

PAGE = "/assignments/1/students"
HARD = graded(
    result_of(f"A title with a long word: {'gradient' * 12}. [{'case' * 20}]", Outcome.FAILED, 50),
    result_of("Too much to compute.", Outcome.TIMED_OUT, 25),
    result_of("Broken by us.", Outcome.ERRORED, 25),
)


@pytest.fixture
def staff(site: Site) -> Page:
    """Return a page of the instructor's."""
    return site.page(site.world.instructor, reduced_motion="reduce")


def fill(site: Site) -> None:
    """Let a class hand in, so that every part of the page has something to show."""
    world = site.world
    for number, report in enumerate([HARD] * 5 + [TAUGHT, PERFECT]):
        student = world.add_user(f"{LONG} {number}")
        world.submit(student, report)
        for again in range(number):
            world.submit(student, PERFECT if number > 4 else HARD, CODE + b"#" * (again + 1))
    for number in range(2):
        world.submit(world.add_user(f"Unlucky {number}"), broken("service", "lost", "x" * 300))
    work_out(world.sessions)


def inspect(page: Page, path: str) -> None:
    """Look at a page in both schemes, wide and narrow, with everything unfolded."""
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    for fold in page.locator("summary").all():
        fold.click()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert_fits(page)
            assert_accessible(page)


def test_full_pages_are_accessible_and_fit(site: Site, staff: Page) -> None:
    fill(site)
    inspect(staff, PAGE)
    inspect(staff, "/courses/1")
    expect(staff.get_by_role("heading", name="Needs attention")).to_be_visible()


def test_pages_with_one_student_or_none_are_accessible_and_fit(site: Site, staff: Page) -> None:
    inspect(staff, PAGE)
    student = site.world.add_user("Ada")
    inspect(staff, PAGE)
    site.world.submit(student, PERFECT)
    inspect(staff, PAGE)
    work_out(site.world.sessions)
    inspect(staff, PAGE)
    expect(staff.get_by_role("heading", name="Submissions over time")).to_be_visible()


def test_a_column_is_as_tall_as_its_number_says(site: Site, staff: Page) -> None:
    fill(site)
    staff.goto(PAGE)
    columns = staff.get_by_role("region", name="Scores").get_by_role("listitem")
    expect(columns).to_have_count(10)
    boxes = [column.locator("svg").bounding_box() for column in columns.all()]
    heights = [box["height"] if box else 0 for box in boxes]
    assert heights[0] == max(heights) > 100, "five have nothing"
    assert heights[0] / heights[9] == pytest.approx(5 / 2, rel=0.05), "two have full marks"
    assert heights[4] == 0


def test_the_choice_of_the_attempt_works_by_keyboard(site: Site, staff: Page) -> None:
    fill(site)
    staff.goto(PAGE)
    table = staff.get_by_role("region", name="Tests, the hardest first").get_by_role("table")
    expect(table.get_by_role("row", name="The output is right. [one class]")).to_have_count(0)
    choice = staff.get_by_role("link", name="First attempt")
    choice.focus()
    staff.keyboard.press("Enter")
    expect(staff.get_by_role("link", name="First attempt")).to_have_attribute("aria-current", "true")
    expect(table.get_by_role("row", name="The output is right. [one class] 0 % 0 of 1 1 0 0 0")).to_be_visible()


def test_text_twice_as_large_loses_nothing(site: Site, staff: Page) -> None:
    fill(site)
    staff.goto(PAGE)
    staff.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(staff)
