"""Every page asks who it is for."""

import pytest
from werkzeug.routing import Rule

from grader.db.models import User
from tests.web.reports import PARTLY
from tests.web.world import World

OPEN = {"static", "code_css", "auth.sign_in", "auth.sign_in_by_password", "auth.link", "auth.sign_in_by_link"} | {
    "auth.sign_out",
    "auth.join",
    "auth.enter",
    "about.show",
}
"""What strangers may ask for."""

VALUES = {"user_id": 2, "line_item_id": 1, "course_id": 1, "submission_id": 1, "run_id": 1}


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def path_of(world: World, rule: Rule) -> str:
    with world.app.test_request_context():
        adapter = world.app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments})


def closed_rules(world: World) -> list[Rule]:
    return [rule for rule in world.app.url_map.iter_rules() if rule.endpoint not in OPEN]


def test_strangers_are_sent_to_sign_in_from_every_other_page(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    rules = closed_rules(world)
    assert len(rules) >= 10
    for rule in rules:
        stranger = world.stranger()
        stranger.get("/sign-in")
        ask = stranger.post if "POST" in (rule.methods or ()) else stranger.get
        answer = ask(path_of(world, rule))
        assert (answer.status_code, answer.location) == (302, "/sign-in"), rule


def test_people_of_another_course_find_nothing(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    elsewhere = world.other_course()
    for outsider in (world.add_user("Eve", elsewhere), world.add_teacher("Otto", elsewhere)):
        visitor = world.visitor(outsider)
        for rule in closed_rules(world):
            if rule.arguments:
                path = path_of(world, rule)
                posts = "POST" in (rule.methods or ())
                answer = visitor.post(path, {"code": "x = 1"}) if posts else visitor.get(path)
                assert answer.status_code == 404, (outsider.name, rule)
                assert "Ada" not in answer.text
                assert "Tiny" not in answer.text


def test_ids_that_do_not_exist_look_the_same_as_those_of_others(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    visitor = world.visitor(world.add_user("Bob"))
    missing, hidden = (visitor.get(f"/submissions/{number}") for number in (999, 1))
    assert (missing.status_code, missing.text) == (hidden.status_code, hidden.text)


@pytest.mark.parametrize("path", ["/courses/1", "/assignments/1/students"])
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
