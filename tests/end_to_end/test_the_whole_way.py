"""From the join link to a grade in the instructor's dashboard, by browser, with every part real."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from grader.settings import ROOT
from tests.end_to_end.conftest import Application

GRADED_MS = 60_000


def join(page: Page, application: Application, name: str) -> None:
    """Join the course as a new student."""
    page.goto(application.join_link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(f"{name.split(maxsplit=1)[0].lower()}@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Join the course").click()


def hand_in(page: Page, application: Application, title: str, file: Path) -> float:
    """Hand in *file* and return the score that appears, without reloading the page."""
    page.goto(application.address)
    page.locator("h3 a", has_text=title).click()
    page.set_input_files(
        "input[type=file]", {"name": "solution.py", "mimeType": "text/x-python", "buffer": file.read_bytes()}
    )
    page.get_by_role("button", name="Hand in").click()
    page.evaluate("window.sameDocument = true")
    score = page.locator(".score strong")
    expect(score).to_be_visible(timeout=GRADED_MS)
    assert page.evaluate("window.sameDocument"), "the page was reloaded"
    return float(score.inner_text())


def titles(page: Page) -> list[str]:
    """Return the titles of the assignments on the student's first page."""
    return page.locator("h3 a").all_inner_texts()


def sign_in_instructor(page: Page, application: Application) -> None:
    """Use the one-time link and open the gradebook."""
    page.goto(application.sign_in_link)
    page.get_by_role("button", name="Sign in").click()
    open_gradebook(page)


def open_gradebook(page: Page) -> None:
    """Go from the first page to the gradebook of the course."""
    page.get_by_role("link", name="Students and scores").click()
    page.get_by_role("link", name="Gradebook").click()


def test_a_student_is_graded_and_an_instructor_sees_it_even_after_a_restart(
    application: Application, browser: Browser
) -> None:
    student = browser.new_page()
    join(student, application, "Ada Lovelace")
    slugs = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/assignment.toml"))
    titles_by_slug = dict(zip(slugs, titles(student), strict=True))
    for slug, title in titles_by_slug.items():
        known = min((ROOT / "tests" / "submissions" / slug).glob("known_*.py"))
        assert hand_in(student, application, title, ROOT / "assignments" / slug / "starter.py") == 0
        assert 0 < hand_in(student, application, title, known) < 100
        mistakes = [mistake.get_attribute("id") for mistake in student.locator(".mistake").all()]
        assert mistakes == [f"mistake-{known.stem.removeprefix('known_')}"]
        assert hand_in(student, application, title, ROOT / "reference" / f"{slug}.py") == 100

    instructor = browser.new_page()
    sign_in_instructor(instructor, application)
    row = instructor.get_by_role("row").filter(has_text="Ada Lovelace")
    expect(row.get_by_role("link", name="100")).to_have_count(len(slugs))
    row.get_by_role("link", name="100").first.click()
    expect(instructor.get_by_role("heading", name="The code")).to_be_visible()
    expect(instructor.locator("body")).to_contain_text("Ada Lovelace")

    application.stop()
    application.start()
    instructor.goto(application.address)
    open_gradebook(instructor)
    row = instructor.get_by_role("row").filter(has_text="Ada Lovelace")
    expect(row.get_by_role("link", name="100")).to_have_count(len(slugs))
    student.goto(application.address)
    student.locator("h3 a").first.click()
    expect(student.locator(".attempts > li")).to_have_count(3)
    student.close()
    instructor.close()


def test_pasted_code_with_a_mistake_is_met_with_its_line(application: Application, browser: Browser) -> None:
    page = browser.new_page()
    join(page, application, "Alan Turing")
    page.locator("h3 a").first.click()
    page.get_by_text("Or paste the code").click()
    page.locator("textarea").fill("def init(params):\n    return {\n")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2 is not valid Python: '{' was never closed.")
    expect(page.get_by_role("alert")).to_contain_text("This did not count as an attempt.")
    page.close()
