"""Forms as people use them: by keyboard, twice, with files that are too big."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Site
from tests.web.reports import PARTLY
from tests.web.world import CODE


def file(content: bytes, name: str = "solution.py") -> FilePayload:
    return {"name": name, "mimeType": "text/x-python", "buffer": content}


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called *name* has the focus, which has to be seen on everything on the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", page.evaluate("document.activeElement.outerHTML")
        if name in page.evaluate(
            "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"
        ):
            return
    raise AssertionError(f"{name} cannot be reached")


def test_from_the_join_link_to_a_receipt_by_keyboard_alone(site: Site) -> None:
    page = site.page()
    page.goto(f"/join/{site.world.course.join_code}")
    for label, text in (("Your name", "Ada"), ("Email", "ada@example.org"), ("Password", "correct horse")):
        tab_to(page, label)
        page.keyboard.type(text)
    press(page, "Enter")
    page.wait_for_url("**/")
    tab_to(page, "Tiny network")
    press(page, "Enter")
    page.wait_for_url("**/assignments/1")
    tab_to(page, "Or paste the code")
    press(page, "Enter", "Tab")
    page.keyboard.type("def forward(x): return x")
    press(page, "Escape")
    tab_to(page, "Hand in")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def test_the_first_stop_skips_to_the_content(site: Site) -> None:
    page = site.page(site.world.instructor)
    page.goto("/")
    press(page, "Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_file_is_handed_in_and_a_double_click_is_one_attempt(site: Site) -> None:
    page = site.page(site.world.add_user("Ada"))
    page.goto("/assignments/1")
    page.set_input_files("input[type=file]", file(CODE))
    page.get_by_role("button", name="Hand in").dblclick()
    expect(page.get_by_role("heading", name="Tiny network, attempt 1")).to_be_visible()
    assert len(site.world.submissions()) == 1


def test_a_file_that_is_too_big_gets_an_answer(site: Site) -> None:
    page = site.page(site.world.add_user("Ada"))
    for size in (257 * 1024, 3 * 2**20):
        page.goto("/assignments/1")
        page.set_input_files("input[type=file]", file(b"#" * size))
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("the limit is 256 KiB").or_(page.get_by_text("The limit is 256 KiB"))).to_be_visible()
    assert site.world.submissions() == []


def test_the_starter_is_downloaded_as_it_is(site: Site) -> None:
    page = site.page(site.world.add_user("Ada"))
    page.goto("/assignments/1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download starter.py").click()
    assert download.value.suggested_filename == "starter.py"
    assert download.value.path().read_text() == "def forward(x):\n    raise NotImplementedError\n"


def test_a_line_of_a_message_leads_to_the_line_of_the_code(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada, PARTLY)
    page = site.page(ada)
    page.goto("/submissions/1")
    page.get_by_role("link", name="line 4").click()
    expect(page.locator("#line-4")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('#line-4').matches(':target')")


def test_copied_code_has_no_line_numbers(site: Site) -> None:
    ada = site.world.add_user("Ada")
    site.world.submit(ada)
    page = site.page(ada)
    page.goto("/submissions/1")
    copied = page.evaluate("""() => {
        getSelection().selectAllChildren(document.querySelector(".listing code"));
        return getSelection().toString();
    }""")
    assert copied.strip().encode() == CODE.strip()
