"""Staff at work in a browser: the list, one submission with its keys, and regrades; with axe on every page."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grader.db.models import Role
from grader.services import comments, overrides
from tests.browser.conftest import Site, serve
from tests.browser.test_accessibility import LONG, assert_accessible, assert_fits
from tests.browser.test_live import in_a_thread
from tests.web import trials
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken
from tests.web.world import CODE, make_world

LIST = "/assignments/1/submissions"
PAGES = [
    LIST,
    f"{LIST}?test=test_x.py::Every%20gradient%20is%20right.&mistake=sign&min=abc&state=graded",
    f"{LIST}?student=nobody",
    f"{LIST}?missing=1",
    "/submissions/1?sort=student",
    "/submissions/4",
    "/submissions/1?run=6",
    "/assignments/1/regrades",
    "/assignments/1/regrades/new?scope=chosen&submission=1",
    "/regrades/1?show=all",
    "/regrades/2",
    "/regrades/3",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, browser: Browser) -> Iterator[Page]:
    """Return a page of the instructor's in a course with regrades in every state."""
    folder = tmp_path_factory.mktemp("desk")
    path = folder / "grader.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    for site in serve(make_world(folder, f"sqlite:///{path}"), browser):
        fill(site)
        yield site.page(site.world.instructor, reduced_motion="reduce")


def fill(site: Site) -> None:
    """Hand in, comment, override, regrade."""
    world = site.world
    ada, bob, maxi = (world.add_user(name) for name in ("Ada", "Bob", LONG))
    world.add_user("Cleo")
    for student, report in ((ada, PARTLY), (bob, PERFECT), (maxi, TAUGHT), (bob, broken("service", "lost", "x" * 300))):
        world.submit(student, report, CODE + b"#" * len(world.submissions()))
    world.submit(ada, None, CODE + b"#!")
    with world.sessions.begin() as session:
        comments.add(session, world.instructor, 1, "Well begun.\n" + "long" * 60)
        comments.add(session, world.instructor, 1, "Why tanh?", 5)
        cell = world.item.id, ada.id
        overrides.override(session, world.instructor, *cell, score=Decimal("55.5"), reason="Oral exam.")
    for number in range(3):
        made = trials.begin(world, range(99), f"Reason {number}: " + "word " * 30)
        if number < 2:
            trials.end(world, PERFECT, PARTLY, broken("service", "lost", "gone"), TAUGHT)
        if number < 1:
            trials.apply(world, made)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_desk_is_accessible_and_fits(desk: Page, path: str) -> None:
    desk.emulate_media(color_scheme="light")
    desk.set_viewport_size({"width": 1280, "height": 800})
    desk.goto(path)
    expect(desk.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(desk)
    assert_accessible(desk)
    desk.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(desk)
    desk.evaluate("document.documentElement.style.fontSize = ''")
    desk.emulate_media(color_scheme="dark")
    desk.set_viewport_size({"width": 320, "height": 640})
    for fold in desk.locator("summary").all():
        fold.click()
    assert_fits(desk)
    assert_accessible(desk)


def test_keys_lead_to_the_neighbours_but_not_while_one_types(site: Site) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        site.world.submit(site.world.add_user(name), PARTLY)
    page = site.page(site.world.instructor)
    page.goto("/submissions/1")
    for key, number in (("]", 2), ("j", 3), ("k", 2), ("[", 1), ("[", 1)):
        page.keyboard.press(key)
        page.wait_for_url(f"**/submissions/{number}")
    page.get_by_label("What the student reads").fill("")
    page.keyboard.type("]jk[")
    expect(page.get_by_label("What the student reads")).to_have_value("]jk[")
    expect(page).to_have_url(f"{site.address}/submissions/1")
    page.get_by_role("button", name="Turn the keys off").click()
    page.keyboard.press("]")
    page.reload()
    page.keyboard.press("]")
    expect(page.get_by_role("button", name="Turn the keys on")).to_be_visible()
    expect(page).to_have_url(f"{site.address}/submissions/1")


def test_a_click_on_a_number_begins_a_comment_on_the_line(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada, PARTLY)
    page = site.page(site.world.instructor)
    page.goto("/submissions/1")
    page.locator("#line-5").click(position={"x": 40, "y": 8})
    expect(page.get_by_label("Line")).to_have_value("5")
    expect(page.get_by_label("What the student reads")).to_be_focused()
    page.keyboard.type("Well named.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("Well named.")
    expect(page.get_by_role("status").filter(has_text="The student sees it")).to_be_visible()
    student = site.page(ada)
    student.goto("/submissions/1")
    expect(student.get_by_role("article")).to_contain_text("Ines Instructor, line 5")
    page.get_by_role("button", name="Remove the comment").click()
    expect(page.get_by_role("article")).to_have_count(0)


def test_from_the_list_to_an_applied_regrade_and_back_by_keyboard(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada, PARTLY)
    page = site.page(site.world.instructor)
    page.goto(LIST)
    page.get_by_label("Choose Ada, attempt 1").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Regrade the chosen").press("Enter")
    expect(page.get_by_label("The chosen ones (1)")).to_be_checked()
    page.get_by_label("Why").fill("A test was wrong.")
    page.get_by_role("button", name="Start the trial").press("Enter")
    expect(page.get_by_text("0 of 1 attempt graded.")).to_be_visible()
    assert_accessible(page)
    in_a_thread(lambda: trials.end(site.world, PERFECT))
    expect(page.get_by_text("The score of 1 attempt changes")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Ada")).to_contain_text("+80")
    page.get_by_role("button", name="Apply the new scores").dblclick()
    expect(page.get_by_role("button", name="Undo this regrade")).to_be_visible()
    student = site.page(ada)
    student.goto("/submissions/1")
    expect(student.locator(".score strong")).to_have_text("100")
    page.get_by_role("button", name="Undo this regrade").press("Enter")
    expect(page.get_by_text("Undone", exact=True)).to_be_visible()
    student.reload()
    expect(student.locator(".score strong")).to_have_text("20")


def test_without_javascript_all_of_it_works(site: Site) -> None:
    site.world.submit(site.world.add_user("Ada"), PARTLY)
    page = site.page(site.world.instructor, java_script_enabled=False)
    page.goto(LIST)
    page.get_by_role("link", name="Ada").click()
    expect(page.get_by_text("Keys:")).to_be_hidden()
    page.get_by_label("Line").fill("4")
    page.get_by_label("What the student reads").fill("Well named.")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_role("article")).to_contain_text("Well named.")
    page.get_by_role("link", name="Regrade this attempt").click()
    page.get_by_label("Why").fill("A test was wrong.")
    page.get_by_role("button", name="Start the trial").click()
    trials.end(site.world, PERFECT)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Apply the new scores").click()
    expect(page.get_by_text("1 attempt has another score now.")).to_be_visible()


def test_assistants_find_no_button_that_is_not_for_them(site: Site) -> None:
    site.world.submit(site.world.add_user("Ada"), PARTLY)
    page = site.page(site.world.add_user("Tia", role=Role.ASSISTANT))
    for path in (LIST, "/submissions/1", "/assignments/1/regrades"):
        page.goto(path)
        assert_accessible(page)
        for name in ("Regrade", "Set the score", "Start a regrade"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
