"""Errors are pages that say what to do."""

import pytest
from flask import abort

from grader.errors import AuthorError, NotAllowed, NotFound, Refused, SandboxLost
from grader.services import courses
from tests.web.reports import PARTLY
from tests.web.world import CODE, World


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotFound("secret id"), 404, "This page does not exist"),
        (NotAllowed("Only staff may."), 403, "Only staff may."),
        (Refused("The deadline has passed."), 409, "The deadline has passed."),
        (AuthorError("secret path"), 500, "This assignment is being mended"),
        (SandboxLost("secret host"), 503, "It is not your fault"),
        (ZeroDivisionError("secret value"), 500, "It is not your fault"),
    ],
)
def test_an_error_becomes_a_page(world: World, error: Exception, status: int, said: str) -> None:
    def fail() -> str:
        raise error

    world.app.add_url_rule("/fail", view_func=fail)
    answer = world.stranger().get("/fail")
    assert answer.status_code == status
    assert said in answer.text
    assert "<h1>" in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
def test_a_status_becomes_a_page(world: World, status: int) -> None:
    world.app.add_url_rule("/fail", view_func=lambda: abort(status))
    answer = world.stranger().get("/fail")
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_a_broken_assignment_is_mended_by_staff_and_costs_students_only_its_page(world: World) -> None:
    toml = world.folder / "assignments" / "tiny" / "assignment.toml"
    toml.write_text("title = ")
    student = world.visitor(world.add_user("Ada"))
    assert "Tiny network" in student.get("/").text
    page = student.get("/assignments/1")
    assert page.status_code == 500
    assert "This assignment is being mended" in page.text
    assert "assignment.toml" not in page.text
    staff = world.visitor(world.instructor).get("/assignments/1")
    assert staff.status_code == 409
    assert "assignment.toml" in staff.text


def test_an_assignment_whose_exam_is_broken_is_closed_to_students_and_staff_read_why(world: World) -> None:
    ada = world.visitor(world.add_user("Ada"))
    with world.sessions.begin() as session:
        courses.note_problems(session, {"tiny": "reference/tiny.py: has no function forward"})
    page = ada.get("/assignments/1")
    assert "This assignment is closed for now" in page.text
    assert "reference/tiny.py" not in page.text
    assert "<textarea" not in page.text
    answer = ada.post("/assignments/1/submissions", {"code": CODE.decode()})
    assert answer.status_code == 422
    assert world.submissions() == []
    for path in (f"/courses/{world.course.id}", "/assignments/1/students"):
        assert "reference/tiny.py: has no function forward" in world.visitor(world.instructor).get(path).text


def test_an_assignment_that_has_been_mended_opens_again(world: World) -> None:
    with world.sessions.begin() as session:
        courses.note_problems(session, {"tiny": "broken"})
    with world.sessions.begin() as session:
        courses.note_problems(session, {"tiny": ""})
    world.submit(world.add_user("Ada"), PARTLY)
    assert len(world.submissions()) == 1
    assert "Needs attention" not in world.visitor(world.instructor).get(f"/courses/{world.course.id}").text


def test_results_outlive_their_assignment(world: World) -> None:
    ada = world.add_user("Ada")
    world.submit(ada, PARTLY)
    (world.folder / "assignments" / "tiny" / "assignment.toml").unlink()
    page = world.visitor(ada).get("/submissions/1")
    assert page.status_code == 200
    assert "20 of 40" in page.text
