"""Every page, full and empty, light and dark: what axe finds, and whether it fits a narrow screen."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from grader.db.models import User
from grader.domain.scoring import Outcome
from tests.browser.conftest import Site
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken, graded, result_of
from tests.web.world import CODE

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LONG = "Maximiliane von Hohenstein-Württemberg-Donaudampfschifffahrtsgesellschaft"
WIDE = graded(
    result_of(f"A title with a long word: {'gradient' * 12}. [{'case' * 20}]", Outcome.FAILED, 50, "x" * 300),
    result_of("Every other outcome.", Outcome.NOT_RUN, 25),
    result_of("And a broken one.", Outcome.ERRORED, 25, criterion="gradient"),
    log="loss " * 500 + "\n" * 100,
)


@dataclass(frozen=True)
class Full:
    """A site with everything on it, and who looks at it."""

    site: Site
    people: dict[str, User | None]
    pages: dict[str, Page]

    def visit(self, who: str, path: str) -> Page:
        """Let *who* look at *path*, on a desktop in daylight."""
        if who not in self.pages:
            self.pages[who] = self.site.page(self.people[who], reduced_motion="reduce")  # colours change at once
        page = self.pages[who]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(path.format(code=self.site.world.course.join_code))
        return page


@pytest.fixture(scope="module")
def full(lasting_site: Site) -> Full:
    world = lasting_site.world
    ada, bob, maxi = (world.add_user(name) for name in ("Ada Lovelace", "Bob", LONG))
    elsewhere = world.other_course()
    world.submit(ada, PARTLY)  # 1
    world.submit(ada, PERFECT, CODE + b"#")  # 2
    world.submit(ada, broken("student", "syntax_error", "no\n  line 4: return ("), CODE + b"##")  # 3
    world.submit(bob, broken("author", "author_error", "test_x.py:3: KeyError"))  # 4
    world.submit(maxi, WIDE, b"# " + b"wide" * 200)  # 5
    world.begin(world.submit(bob, content=CODE + b"#"))  # 6
    world.submit(ada, TAUGHT, CODE + b"###")  # 7
    people: dict[str, User | None] = {
        "ada": ada,
        "bob": bob,
        "maxi": maxi,
        "staff": world.instructor,
        "otto": world.add_teacher("Otto", elsewhere),
        "nobody": world.add_user("Nobody"),
        "stranger": None,
    }
    world.remove(people["nobody"] or ada)
    return Full(lasting_site, people, {})


PAGES = [
    ("ada", "/"),
    ("ada", "/assignments/1"),
    ("ada", "/submissions/1"),
    ("ada", "/submissions/2"),
    ("ada", "/submissions/3"),
    ("ada", "/submissions/7"),
    ("ada", "/account"),
    ("ada", "/nowhere"),
    ("ada", "/courses/1"),
    ("bob", "/submissions/4"),
    ("bob", "/submissions/6"),
    ("maxi", "/submissions/5"),
    ("staff", "/"),
    ("staff", "/courses/1"),
    ("staff", "/assignments/1/students"),
    ("staff", "/submissions/4"),
    ("staff", "/submissions/5"),
    ("staff", "/submissions/7"),
    ("otto", "/courses/2"),
    ("nobody", "/"),
    ("nobody", "/join/{code}"),
    ("stranger", "/join/{code}"),
    ("stranger", "/sign-in"),
    ("stranger", "/sign-in/token"),
    ("stranger", "/join"),
]


def assert_accessible(page: Page) -> None:
    """Fail with what axe finds."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def assert_fits(page: Page) -> None:
    """Fail if the page can be scrolled sideways."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide == 0, page.url


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_is_accessible_and_fits(full: Full, who: str, path: str) -> None:
    page = full.visit(who, path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for fold in page.locator("summary").all():
        fold.click()
    assert_fits(page)
    assert_accessible(page)


def test_errors_in_forms_are_accessible(full: Full) -> None:
    page = full.visit("stranger", "/sign-in")
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Email or password is wrong.")
    expect(page.get_by_label("Email")).to_have_accessible_description("Email or password is wrong.")
    expect(page.get_by_label("Email")).to_have_value("nobody@example.org")
    assert_accessible(page)


def test_what_scrolls_sideways_can_be_reached_by_keyboard(full: Full) -> None:
    page = full.visit("ada", "/assignments/1")
    formula = page.locator(".math.block").first
    expect(formula).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(formula).to_have_attribute("tabindex", "0")
    formula.focus()
    for _ in range(50):  # wait_for_function would evaluate a string, which the policy refuses
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
        if formula.evaluate("box => box.scrollLeft") > 0:
            return
    raise AssertionError("the arrow keys do not scroll it")


@pytest.mark.parametrize("path", ["/", "/assignments/1", "/submissions/1", "/submissions/7"])
def test_text_twice_as_large_loses_nothing(full: Full, path: str) -> None:
    page = full.visit("ada", path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_fits(page)
