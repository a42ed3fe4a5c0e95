"""What a student is told of a graded attempt: in full, counted, and against the attempt before."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from grader.db.models import User, utc_now
from grader.domain.scoring import Outcome
from grader.domain.visibility import Shown
from grader.exam.report import Report
from tests.web.reports import PARTLY, PERFECT, SIGN, TAUGHT, broken, graded, result_of
from tests.web.scenes import grant, override, receive, set_rules
from tests.web.world import CODE, World

DAY = timedelta(days=1)
SECRET = replace(
    graded(
        replace(
            result_of("SECRET-TITLE [SECRET-CASE]", Outcome.FAILED, 20, "SECRET-MESSAGE\n  line 4, in f: SECRET-LINE"),
            name="SECRET-NAME",
        ),
        result_of("SECRET-PASSED", points=20),
        replace(
            result_of("SECRET-OTHER", Outcome.FAILED, 60, "SECRET-TOO", "gradient"),
            misconceptions=("sign",),
            figures=TAUGHT.tests[3].figures,
        ),
        log="SECRET-INPUT",
        explanations=(SIGN,),
    )
)


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


@pytest.mark.parametrize("path", ["/submissions/2", "/runs/2", "/submissions/1", "/runs/1", "/assignments/1", "/"])
def test_counted_tests_are_named_nowhere(world: World, ada: User, path: str) -> None:
    world.submit(ada, replace(SECRET, tests=tuple(replace(each, outcome=Outcome.PASSED) for each in SECRET.tests)))
    world.submit(ada, SECRET, CODE + b"#")
    visitor = world.visitor(ada)
    if path != "/":
        whole = visitor.get(path).data
        assert b"SECRET" in whole or path.startswith("/assignments"), "shown in full, the page has them"
    set_rules(world, tests_shown=Shown.COUNTED)
    page = visitor.get(path).data
    assert b"SECRET" not in page
    assert b"<figure" not in page
    assert b"marked" not in page


@pytest.mark.parametrize("shown", [Shown.FULL, Shown.COUNTED])
def test_what_is_not_shown_is_not_read(world: World, ada: User, shown: Shown) -> None:
    world.submit(ada, SECRET)
    set_rules(world, tests_shown=shown)
    visitor = world.visitor(ada)
    read: list[str] = []
    listen = world.engine, "before_cursor_execute", lambda *told: read.append(told[2])
    event.listen(*listen)
    visitor.get("/submissions/1")
    event.remove(*listen)
    for column in ("run_tests.figures", "runs.log"):
        assert any(column in statement for statement in read) is (shown is Shown.FULL), column


def test_counted_tests_are_counted_by_criterion_and_mistakes_told(world: World, ada: User) -> None:
    world.submit(ada, SECRET)
    set_rules(world, tests_shown=Shown.COUNTED)
    page = world.visitor(ada).get("/submissions/1").text
    for said in (
        "The forward pass is right",
        "1 of 2 tests passed",
        "Gradients are exact",
        "0 of 1 test passed",
        'aria-label="Points for: Gradients are exact"',
        "Your gradient points uphill.",
        "the negative of what is asked for",
        "<strong>20</strong>",
    ):
        assert said in page
    staff = world.visitor(world.instructor).get("/submissions/1").text
    assert "SECRET-TITLE" in staff


def test_tests_that_are_shown_after_the_close_wait_for_the_extension(world: World, ada: User) -> None:
    bob = world.add_user("Bob")
    world.submit(ada, SECRET)
    world.submit(bob, SECRET)
    set_rules(world, tests_shown=Shown.AFTER_CLOSE, due_at=utc_now() - DAY)
    grant(world, ada, utc_now() + DAY)
    assert b"SECRET" not in world.visitor(ada).get("/submissions/1").data
    assert b"SECRET-TITLE" in world.visitor(bob).get("/submissions/2").data


def test_late_work_is_told_before_and_after_the_deduction(world: World, ada: User) -> None:
    first = world.submit(ada, PERFECT)
    second = world.submit(ada, PARTLY, CODE + b"#")
    due = utc_now() - 9 * DAY
    set_rules(world, due_at=due, closes_at=due + 20 * DAY, late_percent_per_day=10)
    receive(world, first, due + DAY + timedelta(seconds=1))
    receive(world, second, due)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/1").text
    assert "<strong>80</strong>" in page
    assert "100, less 20 % for 2 days late: 80" in page
    assert "Graded: 80 of 100." in page
    assert "less" not in visitor.get("/submissions/2").text.split('id="attempt-list"')[0]
    assert "Attempt 1 counts: the best of 2" in visitor.get("/assignments/1").text


def test_a_score_set_by_hand_counts_and_its_reason_is_for_staff(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    override(world, ada, 77)
    visitor = world.visitor(ada)
    for path in ("/", "/assignments/1", "/submissions/1"):
        page = visitor.get(path).text
        assert "77 of 100" in page
        assert "Set by your teacher" in page
        assert "secret" not in page
        assert "counts</small>" not in page


BEFORE = graded(*(result_of(f"Test {n}.", Outcome.FAILED if n < 4 else Outcome.PASSED, 20) for n in range(5)))


def after(*passed: int) -> Report:
    """Return the report of a run of the same tests, of which these passed."""
    return graded(*(result_of(f"Test {n}.", Outcome.PASSED if n in passed else Outcome.FAILED, 20) for n in range(5)))


def test_what_changed_since_the_attempt_before_is_said(world: World, ada: User) -> None:
    world.submit(ada, replace(BEFORE, explanations=(SIGN,)))
    world.submit(ada, broken("service", "lost", "gone"), CODE + b"#")
    world.submit(ada, after(0, 1, 2), CODE + b"##")
    visitor = world.visitor(ada)
    page = " ".join(visitor.get("/submissions/3").text.split())
    assert "Since attempt 1" in page, "the one that the grader failed is no measure"
    assert "3 tests more pass:<ul><li>Test 0.</li><li>Test 1.</li><li>Test 2.</li></ul>" in page
    assert "1 test fails that passed before: Test 4." in page
    assert "You got over: Your gradient points uphill." in page
    assert "Since attempt" not in visitor.get("/submissions/1").text
    set_rules(world, tests_shown=Shown.COUNTED)
    counted = " ".join(visitor.get("/submissions/3").text.split())
    assert "3 tests more pass." in counted
    assert "1 test fails that passed before." in counted
    assert "Test 0." not in counted


def test_nothing_is_said_where_nothing_changed(world: World, ada: User) -> None:
    world.submit(ada, BEFORE)
    world.submit(ada, BEFORE, CODE + b"#")
    assert "Since attempt" not in world.visitor(ada).get("/submissions/2").text
