"""An assignment at a glance, and what needs attention."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import update

from grader.db.models import ClassReport, JobState, LineItem, Role, SignInMail, User, utc_now
from grader.domain.scoring import Outcome
from grader.services import courses
from tests.web.figures import work_out
from tests.web.reports import PARTLY, PERFECT, SIGN, TAUGHT, broken, graded, result_of
from tests.web.world import CODE, World

PAGE = "/assignments/1/students"
NASTY = "<script>alert('1')</script>\" onload=x & <b>"


def look(world: World, path: str = PAGE, user: User | None = None) -> str:
    """Return the text of a page, as a reader of plain text has it."""
    response = world.visitor(user or world.instructor).get(path)
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.text.partition("<main")[2])))


def test_the_page_says_who_has_handed_in_before_anything_is_worked_out(world: World) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        world.add_user(name)
    assert "Nobody has handed in yet" in look(world)
    world.submit(world.add_user("Dan"), PERFECT)
    page = look(world)
    assert "Handed in 1 of 4 students Graded 1 graded Missing 3 missing" in page
    assert "The figures of the class are being worked out." in page
    assert "Median" not in page


def test_an_assignment_without_students_says_what_comes_next(world: World) -> None:
    assert "Nobody has joined yet." in look(world)


def test_the_figures_of_a_class(world: World) -> None:
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    world.submit(ada, TAUGHT)
    world.submit(ada, PERFECT, CODE + b"#")
    world.submit(bob, PARTLY)
    work_out(world.sessions)
    page = look(world)
    assert "Median 60 points Mean 60 points" in page
    assert "1 student with from 20 to below 30 points" in page
    assert "1 student handed in 2 times" in page
    assert re.search(r"By hour; the most, 3 submissions: \d+ \w+, \d\d:00\.", page)
    assert "Every gradient is right. 50 % 1 of 2 0 1 0" in page, "one of them was too slow"
    assert page.index("Every gradient is right.") < page.index("The output is right. [one sample]")
    assert "Your gradient points uphill. 1 student 1 of 1 0" in page
    assert re.search(r"as of \d+ seconds? ago; they are worked out anew", page)


def test_tests_can_be_counted_by_the_first_attempt(world: World) -> None:
    ada = world.add_user("Ada")
    world.submit(ada, PARTLY)
    world.submit(ada, PERFECT, CODE + b"#")
    work_out(world.sessions)
    assert "Every gradient is right. 100 % 1 of 1" in look(world)
    assert "Every gradient is right. 0 % 0 of 1 0 1 0" in look(world, PAGE + "?by=first")
    for nonsense in ("?by=latest", "?by=", "?by=first&by=counting", "?by=%00"):
        look(world, PAGE + nonsense)


def test_what_comes_after_the_figures_is_announced(world: World) -> None:
    ada = world.add_user("Ada")
    world.submit(ada, PERFECT)
    work_out(world.sessions)
    world.submit(ada, PARTLY, CODE + b"#")
    assert "newer results are just being counted: look again" in look(world)


def test_files_that_cannot_be_run_are_in_no_test_and_that_is_said(world: World) -> None:
    world.submit(world.add_user("Ada"), broken("student", "syntax_error", "no"))
    work_out(world.sessions)
    assert "No file could be run so far" in look(world)
    world.submit(world.add_user("Bob"), PERFECT)
    work_out(world.sessions)
    assert "1 of 2 files could not be run at all" in look(world)


def test_what_could_not_be_judged_has_a_column_when_there_is_any(world: World) -> None:
    world.submit(world.add_user("Ada"), PERFECT)
    work_out(world.sessions)
    assert "Not judged" not in look(world)
    world.submit(world.add_user("Bob"), graded(result_of("It errs.", Outcome.ERRORED, 100)))
    work_out(world.sessions)
    assert "Not judged" in look(world)


def test_markup_in_titles_and_names_is_shown_and_not_obeyed(world: World) -> None:
    failing = graded(result_of(NASTY, Outcome.FAILED, 100), explanations=(replace(SIGN, title=NASTY),))
    for number in range(5):
        world.submit(world.add_user(f"{NASTY}{number}"), failing)
    for number in range(2):
        world.submit(world.add_user(f"{NASTY}, failing {number}"), broken("service", "lost", NASTY))
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(title=NASTY))
    work_out(world.sessions)
    for path in (PAGE, "/courses/1"):
        html = world.visitor(world.instructor).get(path).text
        assert "&lt;script&gt;" in html
        assert "<script>" not in html
        assert '" onload' not in html
        assert "Not one of 5 students passes" in html


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    visitor = world.visitor(world.instructor)

    def fill(number: int) -> None:
        for n in range(number):
            user = world.add_user(f"Student {n} of {number}")
            world.submit(user, graded(result_of(f"Test {n}.", Outcome.FAILED, 100), explanations=(SIGN,)))
            world.submit(user, broken("service", "lost", f"gone {n}"), CODE + b"#")
        work_out(world.sessions)

    fill(2)
    few = {path: world.count_queries(visitor, path) for path in (PAGE, "/courses/1")}
    fill(9)
    assert {path: world.count_queries(visitor, path) for path in few} == few
    assert max(few.values()) <= 20


def test_failures_for_the_same_reason_are_told_once(world: World) -> None:
    for number in range(12):
        world.submit(world.add_user(f"Student {number}"), broken("service", "lost", "exit code 137"))
    world.submit(world.add_user("Ada"), broken("author", "author_error", "test_x.py:3: KeyError"))
    for path in (PAGE, "/courses/1"):
        page = look(world, path)
        assert page.count("exit code 137") == 1
        assert "12 attempts at Tiny network failed for the same reason; the newest: Student 11, attempt 1" in page
        assert "Ada, Tiny network, attempt 1 a mistake in the assignment" in page


def test_what_is_unusual_is_told_on_both_pages(world: World) -> None:
    for number in range(5):
        world.submit(world.add_user(f"Student {number}"), graded(result_of("Too hard.", Outcome.FAILED, 100)))
    assert "Needs attention" not in look(world)
    work_out(world.sessions)
    for path in (PAGE, "/courses/1"):
        assert "Tiny network : Not one of 5 students passes “Too hard”." in look(world, path)


def test_figures_that_could_not_be_worked_out_are_our_failure(world: World) -> None:
    world.submit(world.add_user("Ada"), PERFECT)
    with world.sessions.begin() as session:
        failed = {"state": JobState.FAILED, "finished_at": utc_now(), "error_message": "ValueError: of ours"}
        session.execute(update(ClassReport).values(**failed))
    for path in (PAGE, "/courses/1"):
        page = look(world, path)
        assert "The figures of Tiny network could not be worked out" in page
        assert "ValueError: of ours" in page
    assert "Nobody has handed in yet" not in look(world)


@pytest.mark.parametrize("is_told", [True, False])
def test_sign_in_mails_that_failed_are_told_until_one_was_sent(world: World, is_told: bool) -> None:  # noqa: FBT001
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    elsewhere = world.other_course()
    world.add_user("Of another course", elsewhere)
    failed = {"state": JobState.FAILED, "finished_at": utc_now(), "error_message": "The mail server refuses."}
    old = failed | {"finished_at": utc_now() - timedelta(days=8), "error_message": "Long ago."}
    with world.sessions.begin() as session:
        session.add_all([SignInMail(user_id=ada.id, **failed), SignInMail(user_id=bob.id, **failed)])
        session.add(SignInMail(user_id=bob.id, **old))
        session.flush()
        if not is_told:
            session.add_all(
                SignInMail(user_id=each.id, state=JobState.DONE, finished_at=utc_now()) for each in (ada, bob)
            )
    page = look(world, "/courses/1")
    assert ("2 sign-in mails could not be sent. a failure of the service" in page) == is_told
    assert "Long ago." not in page
    otto = world.add_teacher("Otto", elsewhere)
    assert "sign-in mail" not in look(world, f"/courses/{elsewhere.id}", otto)


def test_assistants_see_the_figures_and_nobody_of_another_course_does(world: World) -> None:
    world.submit(world.add_user("Ada"), PERFECT)
    work_out(world.sessions)
    assert "Median 100 points" in look(world, user=world.add_user("Assi", role=Role.ASSISTANT))
    otto = world.visitor(world.add_teacher("Otto", world.other_course()))
    assert otto.get(PAGE).status_code == 404
    assert world.visitor(world.add_user("Bob")).get(PAGE).status_code == 403


def test_figures_are_those_of_one_assignment(world: World) -> None:
    world.submit(world.add_user("Ada"), PERFECT)
    with world.sessions.begin() as session:
        other = courses.open_assignment(session, world.course, "other", "Another one")
        session.flush()
        other_id = other.id
    work_out(world.sessions)
    page = look(world, f"/assignments/{other_id}/students")
    assert "Handed in 0 of 1 student" in page
    assert "Median" not in page


def test_figures_in_which_there_is_nothing_are_not_shown(world: World) -> None:
    world.add_user("Ada")
    bob = world.add_user("Bob, who leaves")
    world.submit(bob, PERFECT)
    world.remove(bob)
    work_out(world.sessions)
    page = look(world)
    assert "Nobody has handed in yet." in page
    assert "Mistakes of the class" not in page
