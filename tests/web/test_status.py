"""The page of an attempt whose run has not ended: its place, the wait, the running test, and what goes wrong."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from grader.db.models import LineItem, Role, Submission, User, utc_now
from grader.domain.visibility import Shown
from grader.web.status import STUCK, about, look_again_s
from tests.web.reports import PERFECT
from tests.web.world import CODE, Visitor, World

SECRET = "Every <b>secret</b> is kept. [edge case]"
ESCAPED = "Every &lt;b&gt;secret&lt;/b&gt; is kept. [edge case]"


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def show(world: World, shown: Shown, **values: Any) -> None:
    """Change how much of the tests students see."""
    with world.sessions.begin() as session:
        session.execute(update(LineItem).where(LineItem.id == world.item.id).values(tests_shown=shown, **values))


def asked_next(response: TestResponse) -> str:
    """Return the address that a page asks for news."""
    found = re.search(r'hx-get="([^"]+)"', response.text)
    assert found
    return found[1]


def rest_s(response: TestResponse) -> int:
    """Return how many seconds later it does."""
    found = re.search(r'hx-trigger="every (\d+)s"', response.text)
    assert found
    return int(found[1])


def test_the_page_asks_for_news_until_the_run_has_ended(world: World, ada: User) -> None:
    stored = world.submit(ada)
    visitor = world.visitor(ada)
    waiting = visitor.get("/submissions/1")
    assert "This one is next." in waiting.text
    assert visitor.get(asked_next(waiting)).status_code == 204

    world.begin(stored)
    running = visitor.get(asked_next(waiting))
    assert "Being graded" in running.text
    assert "Getting ready" in running.text
    assert 'hx-swap-oob="innerHTML">Being graded.' in running.text
    assert running.headers["HX-Retarget"] == "#result"
    assert visitor.get(asked_next(running)).status_code == 204

    world.grade(stored, PERFECT)
    done = visitor.get(asked_next(running))
    assert "<strong>100</strong>" in done.text
    assert 'hx-swap-oob="innerHTML">Graded: 100 of 100. 2 of 2 tests passed.' in done.text
    assert "hx-get" not in done.text
    assert "<html" not in done.text


def test_each_test_is_news_but_only_a_new_state_is_announced(world: World, ada: User) -> None:
    stored = world.submit(ada)
    world.begin(stored)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/1")
    seen = set()
    for done in range(3):
        world.progress(stored, done, 12, SECRET)
        page = visitor.get(asked_next(page))
        assert page.status_code == 200
        assert f"Test {done + 1} of 12</label>" in page.text
        assert ESCAPED in page.text
        assert f'value="{done}" max="12"' in page.text
        assert "announcement" not in page.text
        assert "HX-Retarget" not in page.headers
        assert visitor.get(asked_next(page)).status_code == 204
        seen.add(asked_next(page))
    assert len(seen) == 3
    world.progress(stored, 12, 12, "")
    assert "All tests have run. The result is on its way." in visitor.get(asked_next(page)).text


@pytest.mark.parametrize("seen", ["", "nonsense", "running-1", "running-1.", "x" * 3000, "waiting-0.%00<script>"])
def test_an_address_that_no_page_made_gets_the_whole_result(world: World, ada: User, seen: str) -> None:
    stored = world.submit(ada)
    world.begin(stored)
    page = world.visitor(ada).get("/runs/1", query_string={"seen": seen})
    assert page.status_code == 200
    assert "Getting ready" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("shown", "closed", "is_told"),
    [
        (Shown.FULL, False, True),
        (Shown.COUNTED, False, False),
        (Shown.COUNTED, True, False),
        (Shown.AFTER_CLOSE, False, False),
        (Shown.AFTER_CLOSE, True, True),
    ],
)
def test_hidden_tests_are_counted_for_students_and_told_to_staff(
    world: World, ada: User, shown: Shown, *, closed: bool, is_told: bool
) -> None:
    stored = world.submit(ada)
    world.begin(stored)
    world.progress(stored, 2, 12, SECRET)
    show(world, shown, closes_at=utc_now() + timedelta(hours=-1 if closed else 1))
    student = world.visitor(ada)
    for path in ("/submissions/1", "/runs/1", "/runs/1?seen=running-1.x"):
        page = student.get(path)
        assert "Test 3 of 12" in page.text
        assert (b"secret" in page.data) is is_told, path
    for staff in (world.instructor, world.add_user("Tom", role=Role.ASSISTANT)):
        assert ESCAPED in world.visitor(staff).get("/submissions/1").text


def test_an_attempt_of_staff_themselves_shows_them_all(world: World) -> None:
    stored = world.submit(world.instructor)
    world.begin(stored)
    world.progress(stored, 2, 12, SECRET)
    show(world, Shown.COUNTED)
    assert ESCAPED in world.visitor(world.instructor).get("/submissions/1").text


def test_nobody_else_hears_of_a_run(world: World, ada: User) -> None:
    stored = world.submit(ada)
    world.begin(stored)
    world.progress(stored, 2, 12, SECRET)
    assert world.visitor(world.add_user("Eve")).get("/runs/1").status_code == 404


def test_who_waits_is_told_how_many_come_first_and_how_long_that_takes(world: World, ada: User) -> None:
    for number in range(2):
        world.submit(world.add_user(f"Bob {number}"))
    world.submit(ada)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/3")
    assert "2 submissions will be graded before this one." in page.text
    assert "Its turn" not in page.text, "nothing is known yet"

    done = world.submit(world.add_user("Dan"), PERFECT)
    world.change(done, started_at=utc_now() - timedelta(seconds=20), finished_at=utc_now() - timedelta(seconds=10))
    news = visitor.get(asked_next(page))
    expected = "2 submissions will be graded before this one. Its turn should come in about 20 seconds."
    assert expected in news.text
    assert "announcement" not in news.text
    assert visitor.get(asked_next(news)).status_code == 204


def test_a_retry_says_that_it_is_our_doing_and_begins_at_nothing(world: World, ada: User) -> None:
    stored = world.submit(ada)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/1")
    assert "Something failed" not in page.text
    world.change(stored, tries=1)
    page = visitor.get(asked_next(page))
    assert "Something failed on our side, so we will begin again. It costs you nothing." in page.text
    assert 'innerHTML">Waiting. Something failed on our side' in page.text
    world.begin(stored, tries=2)
    page = visitor.get(asked_next(page))
    assert "Something failed on our side, so we began again. It costs you nothing." in page.text
    assert "Getting ready" in page.text


def stand_still(world: World, stored: Submission) -> None:
    """Let the run of *stored* have waited for three minutes."""
    at = utc_now() - timedelta(minutes=3)
    world.change(stored, created_at=at, due=at)


def needs_attention(visitor: Visitor) -> bool:
    """Say whether the course page says that the line stands still."""
    page = visitor.get("/courses/1").text
    assert ("The line is not moving" in page) is ("Needs attention" in page)
    return "The line is not moving" in page


def test_a_line_that_stands_still_is_told_calmly_and_staff_see_it(world: World, ada: User) -> None:
    stored = world.submit(ada)
    student, staff = world.visitor(ada), world.visitor(world.instructor)
    page = student.get("/submissions/1")
    assert not needs_attention(staff)
    stand_still(world, stored)
    page = student.get(asked_next(page))
    assert f"<p>{STUCK}</p>" in page.text
    assert f'innerHTML">Waiting. {STUCK}' in page.text
    assert "will be graded before" not in page.text
    assert needs_attention(staff)

    world.submit(world.add_user("Bob"), PERFECT, CODE + b"#")
    page = student.get(asked_next(page))
    assert 'innerHTML">Waiting. This one is next.' in page.text
    assert not needs_attention(staff)


def test_the_further_the_turn_the_less_often_the_page_asks(world: World, ada: User) -> None:
    done = world.submit(world.add_user("Dan"), PERFECT)
    world.begin(world.submit(world.add_user("Bob 0")))
    for number in range(1, 5):
        world.submit(world.add_user(f"Bob {number}"))
    world.submit(ada)
    visitor, pauses = world.visitor(ada), []
    for took_s in (0.1, 4, 1000):
        world.change(done, started_at=utc_now() - timedelta(seconds=took_s), finished_at=utc_now())
        pauses += re.findall(r'hx-trigger="every (\d+)s"', visitor.get("/submissions/7").text)
    assert pauses == ["1", "9", "15"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (7.4, "a few seconds"),
        (7.6, "about 10 seconds"),
        (44.9, "about 40 seconds"),
        (45, "about a minute"),
        (89, "about a minute"),
        (90, "about 2 minutes"),
        (599, "about 10 minutes"),
        (13 * 60, "about 15 minutes"),
        (52 * 60, "about 50 minutes"),
        (53 * 60, "about an hour"),
        (89 * 60, "about an hour"),
        (91 * 60, "about 2 hours"),
        (100 * 3600, "about 100 hours"),
    ],
)
def test_a_guess_is_never_more_exact_than_it_is(seconds: float, words: str) -> None:
    assert about(seconds) == words


@pytest.mark.parametrize(
    ("before", "wait_s", "seconds"),
    [
        (0, None, 1),
        (0, 300, 1),
        (1, 0.1, 1),
        (1, 4, 2),
        (5, 20, 10),
        (30, 100, 15),
        (500, 5000, 15),
        (1, None, 1),
        (8, None, 8),
        (500, None, 15),
    ],
)
def test_a_page_asks_the_less_often_the_longer_it_waits(before: int, wait_s: float | None, seconds: int) -> None:
    assert look_again_s(before, wait_s) == seconds


def test_how_soon_a_page_asks_again_follows_its_place_in_the_line(world: World, ada: User) -> None:
    others = [world.submit(world.add_user(f"Bob {number}")) for number in range(8)]
    stored = world.submit(ada)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/9")
    assert rest_s(page) == 8
    for other in others:
        world.grade(other, PERFECT)
    page = visitor.get(asked_next(page))
    assert "This one is next." in page.text
    assert rest_s(page) == 1
    world.begin(stored)
    page = visitor.get(asked_next(page))
    assert rest_s(page) == 1, "every test is to be seen"


def test_a_page_in_a_line_that_stands_still_seldom_asks(world: World, ada: User) -> None:
    stand_still(world, world.submit(ada))
    assert rest_s(world.visitor(ada).get("/submissions/1")) == 15


def test_the_number_of_queries_of_the_news_does_not_grow(world: World, ada: User) -> None:
    world.submit(world.add_user("Bob"), PERFECT)
    stored = world.submit(ada)
    visitor = world.visitor(ada)
    few = world.count_queries(visitor, "/runs/2?seen=waiting-0.x")
    for number in range(8):
        world.submit(world.add_user(f"Bob {number}"))
        world.submit(world.add_user(f"Dan {number}"), PERFECT)
        world.submit(ada, content=CODE + b"#" * number)
    assert world.count_queries(visitor, "/runs/2?seen=waiting-0.x") == few
    assert few <= 14
    world.begin(stored)
    assert world.count_queries(visitor, "/runs/2?seen=running-1.x") <= few
