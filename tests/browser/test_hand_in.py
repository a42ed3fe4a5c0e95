"""The form to hand in: by picker, by drop, by keyboard, without JavaScript; and how it says no."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible, assert_fits
from tests.browser.test_forms import file, press, tab_to
from tests.web.world import CODE

BROKEN = b"import numpy\n\ndef forward(x)\n    return x\n"


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    """Return a page at the form."""
    page = site.page(site.world.add_user("Ada"), reduced_motion="reduce")
    page.goto("/assignments/1")
    yield page
    page.close()


def editor(page: Page) -> Locator:
    """Return the field for code, unfolded and with the focus in it."""
    page.get_by_text("Or paste the code").click()
    field = page.get_by_role("textbox", name="Code")
    field.focus()
    return field


def drop(page: Page, *names: str) -> None:
    """Drag files over the zone, and let them go."""
    script = """names => {
        const dragged = new DataTransfer();
        for (const name of names) dragged.items.add(new File(["def forward(x): return x"], name));
        return dragged;
    }"""
    dragged = page.evaluate_handle(script, list(names))
    zone = page.locator(".drop")
    for event in ("dragenter", "dragover"):
        zone.dispatch_event(event, {"dataTransfer": dragged})
    expect(zone).to_have_class("drop over")
    zone.dispatch_event("drop", {"dataTransfer": dragged})
    expect(zone).to_have_class("drop")


def test_a_file_is_picked_and_handed_in_by_keyboard_alone(page: Page) -> None:
    page.on("filechooser", lambda _: None)  # heard from here on: asked for only at the key, it can come too late
    tab_to(page, "Your file")
    with page.expect_file_chooser() as chooser:
        press(page, "Space")
    chooser.value.set_files(file(CODE, "my own solution.py"))
    expect(page.get_by_role("status")).to_have_text("my own solution.py, 1 KiB")
    tab_to(page, "Hand in")
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()


def test_a_file_is_dropped_and_handed_in(page: Page, site: Site) -> None:
    drop(page, "dropped.py")
    expect(page.get_by_role("status")).to_have_text("dropped.py, 1 KiB")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert len(site.world.submissions()) == 1


def test_two_files_that_are_dropped_are_one_too_many(page: Page) -> None:
    drop(page, "a.py", "b.py")
    expect(page.get_by_role("status")).to_have_text("Drop one file: all your code belongs into it.")


def test_the_editor_indents(page: Page) -> None:
    field = editor(page)
    page.keyboard.type("def f(x):")
    press(page, "Enter")
    page.keyboard.type("y = x")
    press(page, "Tab")
    page.keyboard.type("# y")
    press(page, "Enter")
    page.keyboard.type("return y")
    expect(field).to_have_value("def f(x):\n    y = x   # y\n    return y")
    press(page, "Shift+ArrowUp", "Tab")
    expect(field).to_have_value("def f(x):\n        y = x   # y\n        return y")
    press(page, "Control+z")
    expect(field).to_have_value("def f(x):\n    y = x   # y\n    return y")


def test_escape_then_tab_leaves_the_editor_and_says_so(page: Page) -> None:
    field = editor(page)
    expect(field).to_have_accessible_description("Tab indents. To leave the field by keyboard, press Escape, then Tab.")
    press(page, "Escape", "x", "Tab")
    expect(field).to_be_focused()
    press(page, "Escape", "Tab")
    expect(page.get_by_role("button", name="Hand in")).to_be_focused()
    expect(field).to_have_value("x   ")
    press(page, "Shift+Tab", "Tab")
    expect(field).to_have_value("x       ")
    press(page, "Shift+Tab")
    expect(page.get_by_text("Or paste the code")).to_be_focused()


def test_what_was_pasted_is_still_there_when_it_was_refused(page: Page) -> None:
    editor(page).fill(BROKEN.decode())
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 3 is not valid Python: expected ':'.")
    expect(page.get_by_role("textbox", name="Code")).to_have_value(BROKEN.decode())


def test_what_is_being_sent_is_not_sent_again_until_one_comes_back(page: Page) -> None:
    seen = page.evaluate("""() => {
        const form = document.querySelector(".hand-in");
        const button = form.querySelector("button");
        const sends = () => form.dispatchEvent(new SubmitEvent("submit", { cancelable: true }));
        const seen = [sends(), sends(), button.textContent];
        dispatchEvent(new Event("pageshow"));  // as when a browser shows a page that it kept
        return [...seen, button.textContent, sends()];
    }""")
    assert seen == [True, False, "Handing in …", "Hand in", True]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_refused_is_seen_first_and_the_form_is_accessible(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_input_files("input[type=file]", file(BROKEN, f"{'long' * 40}.py"))
    editor(page)
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Hand in").click()
    problem = page.get_by_role("alert")
    expect(problem).to_be_focused()
    expect(problem).to_be_in_viewport()
    expect(problem).to_contain_text("def forward(x)")
    expect(problem).to_contain_text("This did not count as an attempt.")
    assert_fits(page)
    assert_accessible(page)


def test_all_of_it_works_without_javascript(site: Site) -> None:
    page = site.page(site.world.add_user("Ada"), java_script_enabled=False)
    page.goto("/assignments/1")
    expect(page.get_by_text("drop it here")).to_be_hidden()
    page.set_input_files("input[type=file]", file(BROKEN))
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("This did not count as an attempt.")
    page.get_by_text("Or paste the code").click()
    expect(page.get_by_text("Tab indents")).to_be_hidden()
    field = page.get_by_role("textbox", name="Code")
    field.fill(CODE.decode())
    press(page, "Tab")
    expect(page.get_by_role("button", name="Hand in")).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
