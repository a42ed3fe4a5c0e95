"""The page of an assignment says what holds for its reader, and shows nothing before it opens."""

from datetime import timedelta

import pytest

from grader.db.models import User, utc_now
from grader.domain.rules import Rules
from grader.web.terms import attempts_left, duration, late_rule
from tests.web.reports import PARTLY, broken
from tests.web.scenes import grant, set_rules
from tests.web.world import CODE, World

DAY = timedelta(days=1)


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Rules(), ""),
        (Rules(due_at=utc_now()), "Nothing is taken after the due date."),
        (Rules(due_at=utc_now(), closes_at=utc_now() - DAY), "Nothing is taken after the due date."),
    ],
)
def test_the_late_rule_is_one_sentence(rules: Rules, words: str) -> None:
    assert late_rule(rules, "UTC") == words


def test_late_work_that_costs_nothing_is_said_to() -> None:
    rules = Rules(due_at=utc_now(), closes_at=utc_now() + DAY)
    assert late_rule(rules, "UTC").endswith(", and costs nothing.")


@pytest.mark.parametrize(
    ("most", "used", "words"),
    [(None, 3, ""), (5, 3, "2 of 5 attempts left"), (1, 0, "1 of 1 attempt left"), (2, 7, "None of 2 attempts left")],
)
def test_the_attempts_left_are_counted(most: int | None, used: int, words: str) -> None:
    assert attempts_left(Rules(max_attempts=most), used) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 seconds"), (60, "1 minute"), (5400, "1 hour 30 minutes"), (90061, "1 day 1 hour 1 minute 1 second")],
)
def test_durations_are_words(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


def test_before_it_opens_neither_text_nor_files_are_shown(world: World, ada: User) -> None:
    set_rules(world, opens_at=utc_now() + DAY, max_attempts=3)
    visitor = world.visitor(ada)
    page = visitor.get("/assignments/1")
    assert page.status_code == 200
    assert "Opens on" in page.text
    assert "3 of 3 attempts left" in page.text
    for hidden in ("What to write", "Gradients are exact", "starter.py", "kit.zip", "<form method"):
        assert hidden not in page.text.split("</header>")[1]
    for path in ("/assignments/1/starter.py", "/assignments/1/kit.zip"):
        answer = visitor.get(path)
        assert answer.status_code == 409
        assert "This assignment opens on" in answer.text
    staff = world.visitor(world.instructor)
    assert "What to write" in staff.get("/assignments/1").text
    assert staff.get("/assignments/1/starter.py").status_code == 200


def test_the_cool_down_is_told_with_the_time_it_ends(world: World, ada: User) -> None:
    set_rules(world, cool_down_s=600)
    visitor = world.visitor(ada)
    assert "can be handed in from" not in visitor.get("/assignments/1").text
    world.submit(ada, PARTLY)
    page = visitor.get("/assignments/1").text
    assert "10 minutes between one attempt and the next." in page
    assert "The next attempt can be handed in from" in page
    assert "(in 9 minutes)" in page


def test_an_attempt_that_we_failed_to_grade_begins_no_cool_down(world: World, ada: User) -> None:
    set_rules(world, cool_down_s=600)
    world.submit(ada, broken("service", "lost", "gone"))
    assert "can be handed in from" not in world.visitor(ada).get("/assignments/1").text


def test_who_has_used_all_attempts_gets_no_form(world: World, ada: User) -> None:
    set_rules(world, max_attempts=1)
    world.submit(ada, PARTLY)
    visitor = world.visitor(ada)
    page = visitor.get("/assignments/1").text
    assert "You have used all your attempts: 1 of 1." in page
    assert "/assignments/1/submissions" not in page
    grant(world, ada, extra_attempts=1)
    page = visitor.get("/assignments/1").text
    assert "1 of 2 attempts left" in page
    assert "/assignments/1/submissions" in page
    assert "moved the due date" not in page


def test_an_extension_is_told_with_its_date(world: World, ada: User) -> None:
    set_rules(world, due_at=utc_now() - DAY)
    visitor = world.visitor(ada)
    assert "This assignment closed" in visitor.get("/assignments/1").text
    grant(world, ada, utc_now() + DAY)
    page = visitor.get("/assignments/1").text
    assert "You have until" in page
    assert "Your teacher has moved the due date for you." in page
    assert "/assignments/1/submissions" in page


def test_no_date_and_no_limit_holds_for_staff(world: World) -> None:
    world.submit(world.instructor, PARTLY)
    world.submit(world.instructor, PARTLY, CODE + b"#")
    set_rules(world, due_at=utc_now() - DAY, max_attempts=1, cool_down_s=600, are_scores_shown=False)
    page = world.visitor(world.instructor).get("/assignments/1").text
    assert "/assignments/1/submissions" in page
    assert "no date and no limit holds for you" in page
    assert "can be handed in from" not in page
    assert "20 of 100" in page


def test_what_is_not_published_is_not_there(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    set_rules(world, is_published=False)
    visitor = world.visitor(ada)
    for path in (
        "/assignments/1",
        "/assignments/1/starter.py",
        "/submissions/1",
        "/submissions/1/solution.py",
        "/runs/1",
    ):
        assert visitor.get(path).status_code == 404
    assert "Tiny network" not in visitor.get("/").text
