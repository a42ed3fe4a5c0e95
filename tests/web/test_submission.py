"""The page of an attempt: receipt, live state, result, and failures that are not the student's."""

import pytest

from grader.db.models import User
from grader.domain.scoring import Outcome
from tests.web.reports import PARTLY, PERFECT, broken, graded, result_of
from tests.web.world import CODE, World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def test_the_result_is_told_by_criterion_with_words_and_messages(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    page = world.visitor(ada).get("/submissions/1").text
    for said in (
        "<strong>20</strong>",
        "1 of 3 tests passed.",
        "The forward pass is right",
        "20 of 40",
        "one sample: passed",
        "one class: failed",
        "y: expected shape (3, 1), got (3,).",
        "Gradients are exact",
        "Too slow",
        "loss 0.25",
        '<a href="#line-4">line 4</a>, in forward: x',
        'id="line-4"',
    ):
        assert said in page
    assert "hx-get" not in page, "nothing is asked for again when the run has ended"


def test_a_file_that_cannot_be_run_is_told_kindly_why(world: World, ada: User) -> None:
    world.submit(ada, broken("student", "syntax_error", "Your file is not valid Python.\n  line 4: return ("))
    page = world.visitor(ada).get("/submissions/1").text
    assert "Python cannot read this file" in page
    assert "No test was run." in page
    assert '<a href="#line-4">line 4</a>: return (' in page
    assert "<strong>0</strong>" in page


@pytest.mark.parametrize("fault", ["author", "service"])
def test_our_failures_are_ours_and_only_staff_read_the_details(world: World, ada: User, fault: str) -> None:
    world.submit(ada, broken(fault, "lost", "secret/path.py:3: <KeyError>"))
    student = world.visitor(ada).get("/submissions/1").text
    assert "The grader failed, not you." in student
    assert "secret" not in student
    assert "Grade again" not in student
    assert "<strong>0</strong>" not in student
    assert "Not graded" in student
    staff = world.visitor(world.instructor).get("/submissions/1").text
    assert "secret/path.py:3: &lt;KeyError&gt;" in staff
    assert "Grade again" in staff


def test_staff_grade_a_failed_attempt_again(world: World, ada: User) -> None:
    world.submit(ada, broken("service", "lost", "the container went away"))
    visitor = world.visitor(world.instructor)
    visitor.get("/submissions/1")
    page = visitor.post("/submissions/1/runs", follow_redirects=True).text
    assert "will be graded again" in page
    assert 'hx-get="/runs/2' in page
    assert "Needs attention" not in visitor.get("/courses/1").text


def test_hostile_text_is_shown_as_text(world: World) -> None:
    evil = '<script>alert("x")</script>'
    user = world.add_user(evil)
    report = graded(
        result_of(evil, Outcome.FAILED, 50, f"{evil}\n  line 1, in {evil}: {evil}", evil),
        result_of(f"{evil} [{evil}]", Outcome.FAILED, 50, evil),
        log=evil,
    )
    world.submit(user, report, f"# {evil}\n".encode())
    world.submit(user, broken("author", evil, evil), CODE)
    student, staff = world.visitor(user), world.visitor(world.instructor)
    pages = [student.get(path) for path in ("/", "/assignments/1", "/submissions/1", "/submissions/2", "/account")]
    pages += [staff.get(path) for path in ("/courses/1", "/assignments/1/students", "/submissions/1", "/submissions/2")]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in pages[2].text


def test_bytes_that_are_no_text_any_more_do_not_break_the_page(world: World, ada: User) -> None:
    world.submit(ada, PERFECT, b"\xef\xbb\xbfx = 1\r\n\tif \x0c:\n")
    assert world.visitor(ada).get("/submissions/1").status_code == 200
