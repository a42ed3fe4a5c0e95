"""Settings of a course: its title, its assignments and their order, and further courses."""

import re
import shutil

import pytest
from sqlalchemy import select

from grader.db.models import Course, LineItem, Role
from grader.services import courses
from tests.web.world import Visitor, World

PAGE = "/courses/1/settings"


@pytest.fixture
def staff(world: World) -> Visitor:
    """Return the instructor, in front of a folder with a second assignment and a broken third."""
    folder = world.folder / "assignments"
    for slug in ("second", "third"):
        shutil.copytree(folder / "tiny", folder / slug)
        shutil.copy(world.folder / "reference" / "tiny.py", world.folder / "reference" / f"{slug}.py")
    toml = folder / "second" / "assignment.toml"
    toml.write_text(toml.read_text().replace("Tiny network", "Second network"))
    (folder / "third" / "assignment.toml").write_text("title = <b>")
    visitor = world.visitor(world.instructor)
    visitor.get(PAGE)
    return visitor


def titles(world: World, course_id: int = 1) -> list[str]:
    with world.sessions() as session:
        found = select(LineItem.title).where(LineItem.course_id == course_id).order_by(LineItem.position)
        return list(session.scalars(found))


def test_a_title_is_saved_and_a_wrong_one_is_told_and_kept(staff: Visitor) -> None:
    assert "The title is saved." in staff.post(PAGE, {"title": "Deep"}, follow_redirects=True).text
    answer = staff.post(PAGE, {"title": "y" * 201})
    assert answer.status_code == 422
    assert "Enter a title, in at most 200 characters." in answer.text
    assert f'value="{"y" * 201}"' in answer.text
    assert "<h1>Deep</h1>" in staff.get("/courses/1").text


def test_an_assignment_is_added_hidden_and_its_settings_come_next(world: World, staff: Visitor) -> None:
    page = staff.get(PAGE).text
    assert "Second network" in page
    assert "It cannot be added" in page
    assert "<b>" not in page
    answer = staff.post("/courses/1/assignments", {"assignment": "second"})
    assert answer.location == "/assignments/2/settings"
    assert "students do not see it yet" in staff.get(answer.location).text
    assert "Second network" not in world.visitor(world.add_user("Ada")).get("/").text
    assert "Hidden" in staff.get("/courses/1").text
    again = staff.post("/courses/1/assignments", {"assignment": "second"})
    assert again.location == "/assignments/2/settings", "a double click adds one"
    assert titles(world) == ["Tiny network", "Second network"]


@pytest.mark.parametrize(("slug", "status"), [("third", 409), ("none", 404), ("../tiny", 404), ("", 404)])
def test_what_cannot_be_added_is_not(world: World, staff: Visitor, slug: str, status: int) -> None:
    assert staff.post("/courses/1/assignments", {"assignment": slug}).status_code == status
    assert titles(world) == ["Tiny network"]


def test_assignments_are_put_in_order(world: World, staff: Visitor) -> None:
    staff.post("/courses/1/assignments", {"assignment": "second"})
    page = staff.post("/assignments/2/place", {"by": "up"}, follow_redirects=True).text
    assert "“Second network” moved up." in page
    assert re.findall(r'class="name"><a[^>]*>([^<]*)', page) == ["Second network", "Tiny network"]
    staff.post("/assignments/2/place", {"by": "down"})
    assert titles(world) == ["Tiny network", "Second network"]


def test_who_makes_another_course_teaches_it_and_gives_it_assignments(world: World, staff: Visitor) -> None:
    answer = staff.post("/courses/1/another", {"title": "Next year"})
    assert answer.location == "/courses/2/settings"
    page = staff.get(answer.location).text
    assert "Tiny network" in page, "to be added"
    staff.post("/courses/2/assignments", {"assignment": "tiny"})
    assert titles(world, 2) == ["Tiny network"]
    assert "Next year" in staff.get("/").text
    assert staff.post("/courses/1/another", {"title": " "}).status_code == 422


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("who", ["student", "assistant", "stranger"])
def test_settings_of_a_course_are_the_instructor_s(world: World, who: str) -> None:
    other = world.other_course()
    users = {
        "student": (world.course, Role.STUDENT),
        "assistant": (world.course, Role.ASSISTANT),
        "stranger": (other, Role.INSTRUCTOR),
    }
    visitor = world.visitor(world.add_user(who, *users[who]))
    expected = 404 if who == "stranger" else 403
    assert visitor.get(PAGE).status_code == expected
    for path, form in (
        (PAGE, {"title": "Mine"}),
        ("/courses/1/assignments", {"assignment": "second"}),
        ("/courses/1/another", {"title": "Mine"}),
        ("/assignments/1/place", {"by": "up"}),
    ):
        assert visitor.post(path, form).status_code == expected, path
    with world.sessions() as session:
        assert {each.title for each in session.scalars(select(Course))} == {"Networks", "Elsewhere"}
    assert titles(world) == ["Tiny network"]


def test_a_course_of_all_assignments_offers_none(world: World) -> None:
    assert "Every assignment that the grader has is in this course" in world.visitor(world.instructor).get(PAGE).text


def test_an_instructor_of_nothing_left_makes_no_course(world: World, staff: Visitor) -> None:
    with world.sessions.begin() as session:
        courses.enrol(session, world.instructor, world.course, Role.ASSISTANT)
    assert staff.post("/courses/1/another", {"title": "Mine"}).status_code == 403
