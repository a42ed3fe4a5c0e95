"""From Open edX to a grade in its gradebook: launch, deep link, hand in, grade, regrade, and who is in the course."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grader.settings import ROOT
from tests.lms.conftest import OwnExams
from tests.lms.course import TEACHER, TITLE, Course
from tests.lms.platform import OpenEdx

GRADED_MS = 90_000
DONE_S = 60
KNOWN = ROOT / "tests" / "submissions" / "loss" / "known_epsilon_in_the_log.py"


@pytest.fixture(scope="module")
def course(open_edx: OpenEdx, application: OwnExams, browser: Browser) -> Iterator[Course]:
    """Return a course whose component the teacher has linked to the assignment, and published that."""
    open_edx.add_person(TEACHER, "Tina Teacher", "instructor")
    open_edx.add_person("ada", "Ada Lovelace")
    open_edx.add_person("alan", "Alan Turing")
    open_edx.add_person("grace", "Grace Hopper")
    open_edx.add_person("tim", "Tim Tutor", "staff")
    course = Course(open_edx, application, browser, open_edx.set_component("loss", application.tool))
    course.launch_into("iframe")
    register(course)
    link(course.begin_link())
    publish(course.open_from_frame(TEACHER))
    yield course
    assert course.complaints == []


def register(course: Course) -> None:
    """Let an operator enter what Open edX says has to be registered."""
    page, component = course.operator(), course.component
    page.get_by_label("Name", exact=True).fill("Open edX")
    page.get_by_label("Issuer").fill(component.issuer)
    page.get_by_label("Client id").fill(component.client_id)
    page.get_by_label("Address of logins").fill(component.login_url)
    page.get_by_label("Address of tokens").fill(component.token_url)
    page.get_by_label("Address of its keys").fill(component.keyset_url)
    page.get_by_label("Deployment ids").fill(component.deployment_id)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("row").filter(has_text=component.client_id)).to_contain_text("In use")


def link(page: Page) -> None:
    """Choose a new course and the assignment; the platform says that it has the link."""
    page.get_by_role("radio", name="A new course").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("radio", name=TITLE).check()
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("successfully saved in the LMS")).to_be_visible()


def publish(page: Page) -> None:
    """Let students see the assignment."""
    page.get_by_role("link", name="Settings").click()
    page.get_by_label("Published").check()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_label("Published")).to_be_checked()


def hand_in(page: Page, file: Path) -> float:
    """Hand in *file*, and return the score."""
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Hand in").click()
    score = page.locator(".score strong")
    expect(score).to_be_visible(timeout=GRADED_MS)
    return float(score.inner_text())


def move_points(application: OwnExams) -> None:
    """Let the losses be worth 20 points more, and the gradients 20 less, from the next start on."""
    file = application.assignment / "assignment.toml"
    application.stop()
    file.write_text(file.read_text().replace("points = 44", "points = 24").replace("points = 20", "points = 40"))
    application.start()


def regrade(page: Page) -> None:
    """Regrade what everybody handed in."""
    page.get_by_role("link", name="Regrades").click()
    page.get_by_role("button", name="Start a regrade").click()
    page.get_by_role("radio", name="All attempts").check()
    page.get_by_label("Why").fill("The points have moved.")
    page.get_by_role("button", name="Start the trial").click()
    page.get_by_role("button", name="Apply the new scores").click(timeout=GRADED_MS)
    expect(page.get_by_role("button", name="Undo this regrade")).to_be_visible()


def set_by_hand(page: Page, name: str, score: str) -> None:
    """Give somebody a score by hand."""
    page.get_by_role("link", name="Submissions").click()
    page.get_by_role("row").filter(has_text=name).get_by_role("link").first.click()
    page.get_by_text(re.compile("Set (the|another) score by hand")).click()
    page.get_by_label("Score, 0 to 100").fill(score)
    page.get_by_label("Reason").first.fill("Oral exam.")
    page.get_by_role("button", name="Set the score").click()
    expect(page.get_by_text("The score by hand counts now")).to_be_visible()


def lms_page(course: Course) -> Page:
    """Return the teacher's page of what the platform has."""
    course.launch_into("iframe")
    page = course.open_from_frame(TEACHER)
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="NN101").click()
    page.get_by_role("link", name="Connections").click()
    page.get_by_role("link", name="Grades in the LMS, names and roles").click()
    return page


def reload_until(page: Page, text: str) -> None:
    """Load a page anew until it says *text*."""
    end = time.monotonic() + DONE_S
    while not page.get_by_text(text).count():
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.reload()


def test_the_platform_has_the_link_and_will_have_one_column_for_it(course: Course) -> None:
    [item] = course.open_edx.stored(course.component).content_items
    assert (item["type"], item["title"], item["url"]) == ("ltiResourceLink", TITLE, course.application.tool.launch_url)
    assert (item["lineItem"]["label"], item["lineItem"]["scoreMaximum"]) == (TITLE, 100)


def test_a_grade_gets_from_the_frame_into_the_gradebook_and_so_does_each_new_one(course: Course) -> None:
    first = hand_in(course.open_from_frame("ada"), KNOWN)
    assert 0 < first < 100
    course.wait_for_grade("ada", first)

    move_points(course.application)
    regrade(course.open_from_frame(TEACHER))
    ada = course.open_from_frame("ada")
    second = float(ada.locator("strong", has_text=re.compile(r"of 100$")).inner_text().split()[0])
    assert second not in {first, 100}
    course.wait_for_grade("ada", second)

    set_by_hand(course.open_from_frame(TEACHER), "Ada Lovelace", "55.5")
    course.wait_for_grade("ada", 55.5)
    stored = course.open_edx.stored(course.component)
    assert [grade.earned for grade in stored.grades] == pytest.approx([first, second, 55.5])
    assert len(stored.line_items) == 1
    expect(lms_page(course).get_by_role("row").filter(has_text="Ada Lovelace")).to_contain_text("In the LMS")


def test_a_launch_into_a_new_window_leads_to_the_same_assignment(course: Course) -> None:
    course.launch_into("new_window")
    page = course.open_in_window("alan")
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    score = hand_in(page, ROOT / "reference" / "loss.py")
    assert score == 100
    course.wait_for_grade("alan", 100)


def test_two_schools_on_one_issuer_each_get_the_grades_for_their_own_column(course: Course) -> None:
    course.launch_into("iframe")
    theirs = course.open_edx.set_component(
        "quiz",
        course.application.tool,
        course="Other+NN102+2026",
        lti_advantage_ags_mode="declarative",
        ask_to_send_full_name=True,
    )
    other = replace(course, component=theirs)
    assert theirs.issuer == course.component.issuer
    assert theirs.client_id != course.component.client_id
    register(other)
    frame = other.frame(TEACHER)
    frame.get_by_role("radio", name="NN101").check()
    frame.get_by_role("button", name="Go on").click()
    frame.get_by_role("radio", name=TITLE).check()
    frame.get_by_role("button", name="Go on").click()
    expect(frame.get_by_role("button", name="Open in a new window")).to_be_visible()

    other.open_from_frame("alan")
    other.wait_for_grade("alan", 100)
    set_by_hand(course.open_from_frame(TEACHER), "Alan Turing", "70")
    for each in (course, other):
        each.wait_for_grade("alan", 70)
        assert len(each.open_edx.stored(each.component).line_items) == 1
    assert other.open_edx.stored(theirs).line_items[0]["label"] == "quiz"


def test_a_platform_that_hangs_gets_the_grade_when_it_goes_on(course: Course) -> None:
    staff, desk = lms_page(course), course.open_from_frame(TEACHER)
    course.open_edx.pause()
    try:
        set_by_hand(desk, "Alan Turing", "65")
        reload_until(staff, "Tried again soon")
    finally:
        course.open_edx.resume()
    staff.get_by_role("button", name="all that were not taken").click()
    course.wait_for_grade("alan", 65)
    reload_until(staff, "In the LMS: 65")


def test_names_and_roles_of_people_who_never_launched_are_there(course: Course) -> None:
    page = lms_page(course)
    page.get_by_role("button", name="Fetch names and roles").click()
    reload_until(page, "5 people on the list")
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="NN101").click()
    page.get_by_role("link", name="People").click()
    for name, role in [("Grace Hopper", "student"), ("Tim Tutor", "instructor"), ("Tina Teacher", "instructor")]:
        expect(page.get_by_role("row").filter(has_text=name)).to_contain_text(role, ignore_case=True)
