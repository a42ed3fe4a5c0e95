"""Every page asks who it is for."""

import re

import pytest

from grader.db.models import User
from tests.web.reports import PARTLY
from tests.web.routes import closed_rules, path_of
from tests.web.world import World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def test_strangers_are_sent_to_sign_in_from_every_other_page(full_world: World) -> None:
    closed = closed_rules(full_world)
    assert len(closed) >= 10
    for rule in closed:
        stranger = full_world.stranger()
        stranger.get("/sign-in")
        ask = stranger.post if "POST" in (rule.methods or ()) else stranger.get
        answer = ask(path_of(full_world, rule))
        assert (answer.status_code, answer.location) == (302, "/sign-in"), rule


def test_people_of_another_course_find_nothing(full_world: World) -> None:
    elsewhere = full_world.other_course()
    for outsider in (full_world.add_user("Eve", elsewhere), full_world.add_teacher("Otto", elsewhere)):
        visitor = full_world.visitor(outsider)
        for rule in closed_rules(full_world):
            if rule.arguments:
                path = path_of(full_world, rule)
                posts = "POST" in (rule.methods or ())
                answer = visitor.post(path, {"code": "x = 1"}) if posts else visitor.get(path)
                assert answer.status_code == 404, (outsider.name, rule)
                assert "Ada" not in answer.text
                assert "Tiny" not in answer.text


def test_ids_that_do_not_exist_look_the_same_as_those_of_others(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    visitor = world.visitor(world.add_user("Bob"))
    missing, hidden = (visitor.get(f"/submissions/{number}") for number in (999, 1))
    told = [re.sub('name="csrf_token" value="[^"]+"', "", answer.text) for answer in (missing, hidden)]
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert told[0] == told[1]


@pytest.mark.parametrize("path", ["/courses/1", "/assignments/1/students", "/courses/1/people", "/courses/1/people/2"])
def test_staff_pages_are_not_for_students(world: World, ada: User, path: str) -> None:
    answer = world.visitor(ada).get(path)
    assert answer.status_code == 403
    assert "ask the teacher" in answer.text or "Only" in answer.text


def test_students_see_no_work_of_others_and_cannot_grade_again(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    bob = world.visitor(world.add_user("Bob"))
    for path in ("/submissions/1", "/runs/1"):
        assert bob.get(path).status_code == 404
    assert world.visitor(ada).post("/submissions/1/runs").status_code == 403


def test_staff_see_all_work(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    page = world.visitor(world.instructor).get("/submissions/1")
    assert "Handed in by Ada (ada@example.org)" in page.text
    assert "The code" in page.text


def test_who_has_left_the_course_sees_nothing_of_it(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    visitor = world.visitor(ada)
    assert visitor.get("/submissions/1").status_code == 200
    world.remove(ada)
    for path in ("/submissions/1", "/runs/1", "/assignments/1"):
        assert visitor.get(path).status_code == 404


def test_polling_without_a_session_reloads_the_page(world: World, ada: User) -> None:
    world.submit(ada)
    answer = world.stranger().get("/runs/1", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Refresh"] == "true"
