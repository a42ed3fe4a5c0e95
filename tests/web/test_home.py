"""A student's list of assignments: what is due, how each stands, and the way into another course."""

import re
from datetime import timedelta

import pytest

from grader.db.models import User, utc_now
from grader.domain.gradebook import Counting
from tests.web.reports import PARTLY, PERFECT, broken
from tests.web.scenes import add_item, grant, override, receive, set_rules
from tests.web.world import CODE, World

DAY = timedelta(days=1)


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def home(world: World, user: User) -> str:
    return " ".join(world.visitor(user).get("/").text.split())


def words(html: str) -> str:
    """Return what is read, without tags."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_what_is_due_next_comes_first_and_what_is_over_last(world: World, ada: User) -> None:
    now = utc_now()
    add_item(world, "over", "Over", due_at=now - 9 * DAY)
    add_item(world, "just-over", "Just over", due_at=now - DAY)
    add_item(world, "ahead", "Ahead", opens_at=now + DAY, due_at=now + 2 * DAY)
    add_item(world, "late", "Late", due_at=now - DAY, closes_at=now + 2 * DAY)
    add_item(world, "soon", "Soon", due_at=now + DAY)
    add_item(world, "hidden", "Hidden", is_published=False)
    page = home(world, ada)
    assert re.findall(r"<h3><a [^>]+>([^<]+)", page) == [
        "Soon",
        "Late",
        "Tiny network",
        "Ahead",
        "Just over",
        "Over",
    ]
    assert re.findall(r'<span class="badge ([a-z]*)"><svg.*?</svg>([^<]+)', page) == [
        ("idle", "Not started"),
        ("care", "Late"),
        ("idle", "Not started"),
        ("idle", "Not open yet"),
        ("idle", "Closed"),
        ("idle", "Closed"),
    ]


def test_a_card_tells_score_attempts_left_and_the_late_rule(world: World, ada: User) -> None:
    first = world.submit(ada, PARTLY)
    world.submit(ada, broken("service", "lost", "gone"), CODE + b"#")
    due = utc_now() - DAY / 2
    set_rules(world, due_at=due, closes_at=due + 7 * DAY, late_percent_per_day=10, max_attempts=5)
    receive(world, first, due + timedelta(minutes=1))
    text = words(home(world, ada))
    assert "18 of 100" in text
    assert "Attempt 1, less 10 %" in text
    assert "4 of 5 attempts left" in text, "what the grader failed costs no attempt"
    assert f"10 % less for each day that has begun, until {(due + 7 * DAY):%d %b}".replace(" 0", " ") in text
    assert "Not graded" in text


def test_the_extension_of_a_student_is_theirs_alone(world: World, ada: User) -> None:
    bob = world.add_user("Bob")
    set_rules(world, due_at=utc_now() - DAY, max_attempts=1)
    grant(world, ada, utc_now() + DAY, extra_attempts=1)
    mine, others = home(world, ada), home(world, bob)
    assert "You have until" in mine
    assert "2 of 2 attempts left" in mine
    assert "Not started" in mine
    assert "You have until" not in others
    assert "Closed" in others


@pytest.mark.parametrize("by_hand", ["", "by hand"])
@pytest.mark.parametrize("path", ["/", "/assignments/1", "/submissions/1", "/runs/1"])
def test_scores_that_are_not_published_are_nowhere(world: World, ada: User, path: str, by_hand: str) -> None:
    world.submit(ada, PARTLY)
    world.submit(ada, PERFECT, CODE + b"#")
    set_rules(world, are_scores_shown=False)
    if by_hand:
        override(world, ada, 77)
    page = world.visitor(ada).get(path).text
    assert "Your teacher has not published the scores yet." in page
    shown = words(page.replace(world.item.title, ""))
    for told in ("20 of", "100 of", "of 100", "77", "counts:", "tests passed", "The output is right", "loss 0.25"):
        assert told not in shown, told
    assert "<progress" not in page
    assert "Graded" in page


def test_staff_see_scores_that_are_not_published(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    set_rules(world, are_scores_shown=False)
    page = world.visitor(world.instructor).get("/submissions/1").text
    assert "<strong>20</strong>" in page
    assert "The output is right." in page


def test_the_latest_counts_where_the_rules_say_so(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    world.submit(ada, PARTLY, CODE + b"#")
    set_rules(world, counting=Counting.LATEST)
    assert "20 of 100" in home(world, ada)
    assert "counts: the latest</small>" in world.visitor(ada).get("/assignments/1").text


@pytest.mark.parametrize(
    "typed", ["{code}", "  {code} ", "http://localhost/join/{code}", "https://x.org/join/{code}?a=1#b"]
)
def test_a_code_or_a_whole_link_leads_to_the_page_that_joins(world: World, typed: str) -> None:
    eve = world.visitor(world.add_user("Eve", world.other_course()))
    assert "Join a course with a code" in eve.get("/").text
    answer = eve.post("/join", {"code": typed.format(code=world.course.join_code)})
    assert (answer.status_code, answer.location) == (302, f"/join/{world.course.join_code}")
    assert "Join “Networks”" in eve.get(answer.location).text


@pytest.mark.parametrize(
    "typed", ["", " ", "/join/", "nothing", "<script>alert(1)</script>", "x" * 5000, "\x00", "\u202e"]
)
def test_a_wrong_code_is_told_kindly_and_kept(world: World, typed: str) -> None:
    stranger = world.stranger()
    stranger.get("/join")
    answer = stranger.post("/join", {"code": typed})
    assert answer.status_code == 422
    assert "No course has this join code" in answer.text or "Enter the join code" in answer.text
    assert "<script>alert" not in answer.text
    if typed == "nothing":
        assert 'value="nothing"' in answer.text


def test_who_is_in_no_course_reads_what_comes_next(world: World, ada: User) -> None:
    world.remove(ada)
    page = home(world, ada)
    assert "You are in no course yet" in page
    assert "Join code or link" in page
