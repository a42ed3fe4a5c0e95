"""The people of a course: found, changed, and given links."""

import re

import pytest
from sqlalchemy import select

from grader.db.models import AuditEvent, Role, User
from grader.services.audit import Action
from tests.web.reports import PARTLY
from tests.web.world import Visitor, World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada Lovelace")


@pytest.fixture
def teacher(world: World, ada: User) -> Visitor:
    """Return the instructor, with Ada's page open."""
    visitor = world.visitor(world.instructor)
    visitor.get(f"/courses/1/people/{ada.id}")
    return visitor


def actions(world: World) -> list[str]:
    with world.sessions() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_who_came_from_an_lms_is_shown_without_an_address(world: World, ada: User, teacher: Visitor) -> None:
    with world.sessions.begin() as session:
        session.get_one(User, ada.id).email = "lti-0123@invalid"
    submission = world.submit(ada, PARTLY)
    for path in (
        "/courses/1/people",
        f"/courses/1/people/{ada.id}",
        "/courses/1/gradebook",
        f"/submissions/{submission.id}",
    ):
        page = teacher.get(path).text
        assert "no address" in page, path
        assert "@invalid" not in page, path


def test_everybody_stands_in_the_list(world: World, ada: User, teacher: Visitor) -> None:
    world.submit(ada, PARTLY)
    page = teacher.get("/courses/1/people").text
    for said in (
        "Ada Lovelace",
        "ada.lovelace@example.org",
        "Ines Instructor",
        world.course.join_code,
        "Import a list",
    ):
        assert said in page
    assert page.count("nothing yet") == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=love", 1),
        ("search=ADA.", 1),
        ("role=student", 1),
        ("role=instructor", 0),
        ("search=%25", 0),
        ("role=nonsense", 1),
        ("page=99", 1),
        ("search=a%00da", 1),
    ],
)
def test_people_are_searched_for_and_filtered(teacher: Visitor, query: str, found: int) -> None:
    answer = teacher.get(f"/courses/1/people?{query}")
    assert answer.status_code == 200
    assert answer.text.count(">Ada Lovelace</a>") == found
    assert ("Nobody in this course matches" in answer.text) == (query == "search=%25")


def test_many_people_come_by_page(world: World, teacher: Visitor) -> None:
    for n in range(55):
        world.add_user(f"Student {n:02}")
    page = teacher.get("/courses/1/people?role=student").text
    assert "1 to 50 of 56" in page
    assert "role=student&amp;page=2" in page
    assert "Student 54" in teacher.get("/courses/1/people?role=student&page=2").text


def test_assistants_see_people_but_nothing_to_change(world: World, ada: User) -> None:
    visitor = world.visitor(world.add_user("Asta", role=Role.ASSISTANT))
    assert "Import a list" not in visitor.get("/courses/1/people").text
    page = visitor.get(f"/courses/1/people/{ada.id}").text
    assert "View as Ada" in page
    assert "Save the role" not in page
    for path in ("role", "removal", "sign-in-link"):
        assert visitor.post(f"/courses/1/people/{ada.id}/{path}", {"role": "instructor"}).status_code == 403
    assert visitor.post("/courses/1/join-code").status_code == 403
    assert visitor.get("/courses/1/people/import").status_code == 403
    assert visitor.get("/courses/1/audit-log").status_code == 403
    assert world.role_of(ada) is Role.STUDENT


def test_students_may_post_nothing(world: World, ada: User) -> None:
    visitor = world.visitor(ada)
    for path in ("role", "removal", "sign-in-link", "viewing"):
        answer = visitor.post(f"/courses/1/people/{ada.id}/{path}", {"role": "instructor"})
        assert answer.status_code == 403
    for path in ("/courses/1/join-code", "/courses/1/people/import", "/courses/1/people/import/now"):
        assert visitor.post(path, {"rows": "a, a@b.org"}).status_code == 403
    assert actions(world) == []


def test_a_role_is_changed(world: World, ada: User, teacher: Visitor) -> None:
    answer = teacher.post(f"/courses/1/people/{ada.id}/role", {"role": "assistant"}, follow_redirects=True)
    assert "Ada Lovelace is an assistant of this course." in answer.text
    assert world.role_of(ada) is Role.ASSISTANT
    assert actions(world) == [Action.CHANGED_ROLE]


@pytest.mark.parametrize("role", ["", "owner", "Instructor", "student\x00"])
def test_a_role_that_does_not_exist_is_refused(ada: User, teacher: Visitor, role: str) -> None:
    answer = teacher.post(f"/courses/1/people/{ada.id}/role", {"role": role})
    assert answer.status_code == 422
    assert "Choose what this person is to be." in answer.text


def test_the_last_instructor_cannot_go(world: World, teacher: Visitor) -> None:
    for path in ("role", "removal"):
        answer = teacher.post(f"/courses/1/people/{world.instructor.id}/{path}", {"role": "student"})
        assert answer.status_code == 422
        assert "Make somebody else an instructor first." in answer.text
    assert world.role_of(world.instructor) is Role.INSTRUCTOR


@pytest.mark.parametrize("path", ["role", "removal"])
def test_who_steps_down_comes_to_a_page_that_they_may_see(world: World, ada: User, teacher: Visitor, path: str) -> None:
    world.enrol(ada, Role.INSTRUCTOR)
    posted = teacher.post(f"/courses/1/people/{world.instructor.id}/{path}", {"role": "student"}, follow_redirects=True)
    assert (posted.status_code, posted.request.path) == (200, "/")


def test_who_is_removed_sees_nothing_and_has_everything_again_later(world: World, ada: User, teacher: Visitor) -> None:
    world.submit(ada, PARTLY)
    student = world.visitor(ada)
    page = teacher.post(f"/courses/1/people/{ada.id}/removal", follow_redirects=True).text
    assert "Ada Lovelace is not in this course any more." in page
    assert student.get("/submissions/1").status_code == 404
    assert teacher.get(f"/courses/1/people/{ada.id}").status_code == 404
    assert teacher.post(f"/courses/1/people/{ada.id}/removal").status_code == 404, "a form sent twice"
    world.enrol(ada, Role.STUDENT)
    assert student.get("/submissions/1").status_code == 200


def test_a_sign_in_link_is_shown_once_and_works_once(world: World, ada: User, teacher: Visitor) -> None:
    made = teacher.post(f"/courses/1/people/{ada.id}/sign-in-link", follow_redirects=True)
    found = re.search(r"http://127\.0\.0\.1:8000(/sign-in/[\w-]{43})", made.text)
    assert found
    assert "expires in 24 hours" in made.text
    assert made.headers["Cache-Control"] == "no-store"
    assert "/sign-in/" not in teacher.get(f"/courses/1/people/{ada.id}").text
    student = world.stranger()
    student.get(found[1])
    student.post(found[1])
    assert "Ada Lovelace" in student.get("/").text
    again = world.stranger()
    again.get(found[1])
    assert again.post(found[1]).status_code == 409
    assert actions(world) == [Action.MADE_SIGN_IN_LINK]


def test_a_link_is_not_shown_on_the_page_of_somebody_else(world: World, ada: User, teacher: Visitor) -> None:
    bob = world.add_user("Bob")
    teacher.post(f"/courses/1/people/{ada.id}/sign-in-link")
    assert "/sign-in/" not in teacher.get(f"/courses/1/people/{bob.id}").text


def test_no_link_for_staff_or_people_of_other_courses(world: World, teacher: Visitor) -> None:
    asta = world.add_user("Asta", role=Role.ASSISTANT)
    eve = world.add_user("Eve", world.other_course())
    world.enrol(eve, Role.STUDENT)
    for user in (asta, eve, world.instructor):
        answer = teacher.post(f"/courses/1/people/{user.id}/sign-in-link")
        assert answer.status_code == 422
        assert "more than your own courses" in answer.text
    assert actions(world) == []


def test_a_new_join_link_closes_the_old_one(world: World, teacher: Visitor) -> None:
    old = world.course.join_code
    page = teacher.post("/courses/1/join-code", follow_redirects=True).text
    assert "The old one leads nowhere." in page
    assert old not in page
    assert world.stranger().get(f"/join/{old}").status_code == 404
    assert actions(world) == [Action.CHANGED_SETTINGS]
