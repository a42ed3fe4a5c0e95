"""The page of an attempt follows its run, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

from playwright.sync_api import Page, Route, expect

from grader.db.models import utc_now
from tests.browser.conftest import Site
from tests.browser.test_accessibility import assert_accessible
from tests.web.reports import PARTLY, PERFECT, broken

COUNT_ANNOUNCEMENTS = """() => {
    window.announcements = [];
    const watched = document.getElementById("announcement");
    new MutationObserver(() => window.announcements.push(watched.textContent.split(".")[0]))
        .observe(watched, {childList: true, characterData: true, subtree: true});
}"""
"""Notes the first sentence of all that a screen reader hears."""


def in_a_thread(work: Callable[[], None]) -> None:
    """Do *work* as another process would: beside the page, which goes on asking."""
    thread = Thread(target=work)
    thread.start()
    thread.join()


def mark(page: Page) -> None:
    """Leave something in the document that a reload would lose."""
    page.evaluate("window.sameDocument = true")


def is_marked(page: Page) -> bool:
    """Say whether the page has not been reloaded since it was marked."""
    return page.evaluate("window.sameDocument === true") is True


def test_waiting_running_and_graded_without_a_reload(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada)
    page.goto(f"/submissions/{submission.id}")
    mark(page)
    status = page.get_by_role("status")
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    expect(status).to_have_text("Waiting. This one is next.")

    in_a_thread(lambda: site.world.begin(submission))
    expect(page.get_by_role("heading", name="Being graded")).to_be_visible()
    expect(status).to_contain_text("Being graded")
    page.get_by_role("link", name="Hand in again").focus()

    in_a_thread(lambda: site.world.grade(submission, PARTLY))
    expect(page.locator(".score strong")).to_have_text("20")
    expect(status).to_have_text("Graded: 20 of 100. 1 of 3 tests passed.")
    expect(page.get_by_role("listitem").filter(has_text="Attempt 1").locator(".badge")).to_have_text("20")
    expect(page.get_by_role("link", name="Hand in again")).to_be_focused()
    assert is_marked(page)
    assert_accessible(page)


def test_the_bar_moves_without_a_reload_and_only_states_are_announced(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada)
    page.goto(f"/submissions/{submission.id}")
    mark(page)
    page.evaluate(COUNT_ANNOUNCEMENTS)
    in_a_thread(lambda: site.world.begin(submission))
    expect(page.get_by_role("progressbar", name="Getting ready")).to_be_visible()
    page.get_by_role("link", name="Hand in again").focus()
    badge = page.locator("#outcome .badge").element_handle()

    for done, title in enumerate(["The output is right.", "Every gradient is right. [one sample]"]):
        in_a_thread(lambda: site.world.progress(submission, done, 2, title))  # noqa: B023 - it is called at once
        bar = page.get_by_role("progressbar", name=f"Test {done + 1} of 2")
        expect(bar).to_have_attribute("value", str(done))
        expect(page.get_by_text(title)).to_be_visible()
        assert_accessible(page)
    in_a_thread(lambda: site.world.progress(submission, 2, 2, ""))
    expect(page.get_by_role("progressbar", name="All tests have run.")).to_have_attribute("value", "2")

    expect(page.get_by_role("link", name="Hand in again")).to_be_focused()
    assert badge.evaluate("badge => badge.isConnected"), "what did not change was not replaced"
    assert page.evaluate("window.announcements") == ["Being graded"]
    in_a_thread(lambda: site.world.grade(submission, PERFECT))
    expect(page.locator(".score strong")).to_have_text("100")
    assert page.evaluate("window.announcements") == ["Being graded", "Graded: 100 of 100"]
    assert is_marked(page)


def test_a_line_that_stands_still_is_told_while_one_waits(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada, viewport={"width": 320, "height": 640})
    page.goto(f"/submissions/{submission.id}")
    mark(page)
    expect(page.get_by_text("This one is next.").last).to_be_visible()
    in_a_thread(lambda: site.world.change(submission, created_at=utc_now() - timedelta(minutes=3)))
    expect(page.get_by_role("status")).to_contain_text("The line is not moving at the moment.")
    expect(page.locator("#live")).to_contain_text("nothing is lost")
    assert is_marked(page)
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_nothing_is_asked_for_once_the_run_has_ended(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/runs/" in request.url else None)
    page.goto(f"/submissions/{submission.id}")
    page.wait_for_timeout(2500)
    assert 1 <= len(asked) <= 3, "about once a second"
    in_a_thread(lambda: site.world.grade(submission, PERFECT))
    expect(page.locator(".score strong")).to_have_text("100")
    asked.clear()
    page.wait_for_timeout(2500)
    assert asked == []


def test_a_server_that_is_away_for_a_while_is_asked_again(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada)
    page.goto(f"/submissions/{submission.id}")

    def answer_503(route: Route) -> None:
        route.fulfill(status=503, body="away")

    page.route(re.compile("/runs/"), answer_503)
    page.wait_for_timeout(2500)
    in_a_thread(lambda: site.world.grade(submission, PERFECT))
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    page.unroute(re.compile("/runs/"))
    expect(page.locator(".score strong")).to_have_text("100")
    site.complaints = [said for said in site.complaints if "Response Status Error Code 503" not in said]


def test_our_failure_is_shown_as_ours_and_staff_grade_again(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    student, staff = site.page(ada), site.page(site.world.instructor)
    student.goto(f"/submissions/{submission.id}")
    in_a_thread(lambda: site.world.grade(submission, broken("service", "lost", "the container went away")))
    expect(student.get_by_role("heading", name="This attempt was not graded")).to_be_visible()
    expect(student.get_by_role("status")).to_contain_text("The grader failed, not you.")

    staff.get_by_role("link", name="Students and scores").click()
    staff.get_by_role("link", name="Ada, Tiny network, attempt 1").click()
    expect(staff.get_by_text("the container went away")).to_be_visible()
    staff.get_by_role("button", name="Grade again").click()
    expect(staff.get_by_role("heading", name="Waiting")).to_be_visible()


def test_signing_out_in_another_tab_leads_to_signing_in(site: Site) -> None:
    ada = site.world.add_user("Ada")
    submission = site.world.submit(ada)
    page = site.page(ada)
    page.goto(f"/submissions/{submission.id}")
    page.context.clear_cookies()
    page.wait_for_url("**/sign-in")


def test_without_javascript_everything_is_there(site: Site) -> None:
    page = site.page(java_script_enabled=False)
    page.goto(f"/join/{site.world.course.join_code}")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Password").fill("correct horse")
    page.get_by_role("button", name="Join the course").click()
    page.get_by_role("link", name="Tiny network").click()
    page.get_by_text("Or paste the code").click()
    page.locator("textarea").fill("def forward(x):\n    return x\n")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    [submission] = site.world.submissions()
    site.world.grade(submission, PERFECT)
    page.get_by_role("link", name="Look again").click()
    expect(page.locator(".score strong")).to_have_text("100")
