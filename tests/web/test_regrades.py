"""The pages of regrades: begin, compare, apply, undo."""

import pytest

from grader.db.models import Role, User
from tests.web import trials
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken
from tests.web.world import CODE, Visitor, World

NEW = "/assignments/1/regrades/new"


@pytest.fixture
def people(world: World) -> list[User]:
    """Ada: 1 partly, 3 partly; Bob: 2 perfect."""
    people = [world.add_user("Ada"), world.add_user("Bob")]
    world.submit(people[0], PARTLY)
    world.submit(people[1], PERFECT)
    world.submit(people[0], PARTLY, CODE + b"#")
    return people


@pytest.fixture
def staff(world: World, people: list[User]) -> Visitor:
    assert len(people) == 2
    visitor = world.visitor(world.instructor)
    visitor.get(NEW)
    return visitor


@pytest.mark.parametrize(
    ("query", "scope", "taken"),
    [
        ("", "newest", 2),
        ("", "all", 3),
        ("?scope=chosen&submission=1&submission=2&submission=x&submission=99", "chosen", 2),
        ("?scope=matching&student=ada", "matching", 2),
        ("?scope=matching&student=ada", "all", 3),
    ],
)
def test_it_takes_what_is_asked_for(staff: Visitor, query: str, scope: str, taken: int) -> None:
    page = staff.get(NEW + query).text
    assert f'value="{scope}"' in page
    answer = staff.post(NEW + query, {"scope": scope, "reason": "A test was wrong."})
    assert answer.location == "/regrades/1"
    page = staff.get("/regrades/1").text
    assert f"0 of {taken} attempts graded." in page
    assert "A test was wrong." in page
    assert "regrades/1/progress?seen=0" in page


def test_a_second_click_is_the_same_regrade(staff: Visitor) -> None:
    for _ in range(2):
        assert staff.post(NEW, {"scope": "all", "reason": "why"}).location == "/regrades/1"


@pytest.mark.parametrize(
    "sent", [{"scope": "all"}, {"scope": "all", "reason": " "}, {"scope": "chosen", "reason": "x"}]
)
def test_what_is_missing_is_said_and_nothing_is_lost(staff: Visitor, sent: dict[str, str]) -> None:
    answer = staff.post(NEW, sent)
    assert answer.status_code == 422
    assert "Say why" in answer.text or "nothing to regrade" in answer.text
    assert sent.get("reason", "").strip() in answer.text
    assert "Nothing has been regraded yet." in staff.get("/assignments/1/regrades").text


def test_the_page_follows_the_trial_and_then_compares(world: World, staff: Visitor) -> None:
    trials.begin(world, [1, 2, 3])
    assert staff.get("/regrades/1/progress?seen=0").status_code == 204
    trials.end(world, PERFECT, most=1)
    assert "1 of 3 attempts graded." in staff.get("/regrades/1/progress?seen=0").text
    page = staff.get("/regrades/1").text
    assert "You can apply it when the trial has ended." in page
    assert "Apply the new scores" not in page
    trials.end(world, TAUGHT, PARTLY)
    answer = staff.get("/regrades/1/progress?seen=1")
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    page = staff.get("/regrades/1").text
    for said in ("<strong>1</strong> go up", "<strong>1</strong> go down", "<strong>1</strong> stay the same"):
        assert said in page
    assert "+80" in page
    assert "−70" in page
    assert "passes now: Every gradient is right." in page
    assert "does not pass any more: Every gradient is right." in page
    assert "Ada, attempt 1" in page
    assert "Ada, attempt 2" not in page, "only what changes, at first"
    assert "Ada, attempt 2" in staff.get("/regrades/1?show=all").text
    same = staff.get("/regrades/1?show=same").text
    assert "Ada, attempt 2" in same
    assert "Ada, attempt 1" not in same
    assert "progress" not in page


def test_apply_and_undo(world: World, people: list[User], staff: Visitor) -> None:
    staff.get("/submissions/2")
    staff.post("/submissions/2/override", {"score": "55", "reason": "Oral exam."})
    trials.begin(world, [1, 2])
    trials.end(world, PERFECT, PARTLY)
    page = staff.get("/regrades/1").text
    assert "1 student has a score set by hand: it stays." in page
    assert "55 by hand stays" in page
    assert "The scores of 2 attempts change when you apply it." in page
    for expected in ("2 attempts have another score now.", "0 attempts have another score now."):
        assert expected in staff.post("/regrades/1/apply", follow_redirects=True).text
    student = world.visitor(people[0])
    assert "<strong>100</strong>" in student.get("/submissions/1").text
    assert "Applied" in staff.get("/assignments/1/regrades").text
    page = staff.post("/regrades/1/undo", follow_redirects=True).text
    assert "2 attempts have another score now." in page
    assert "Undone" in page
    assert "<strong>20</strong>" in student.get("/submissions/1").text
    assert "Undo this regrade" not in page


def test_a_trial_is_discarded(world: World, staff: Visitor) -> None:
    trials.begin(world, [1])
    assert "No score has changed." in staff.post("/regrades/1/discard", follow_redirects=True).text
    page = staff.get("/regrades/1").text
    assert "Discarded" in page
    assert "<button>Apply" not in page
    assert staff.post("/regrades/1/apply").status_code == 409
    assert "Needs attention" not in staff.get("/courses/1").text, "what was discarded on purpose needs nobody"


def test_assistants_look(world: World, staff: Visitor) -> None:
    trials.begin(world, [1])
    trials.end(world, PERFECT)
    visitor = world.visitor(world.add_user("Tia", role=Role.ASSISTANT))
    page = visitor.get("/regrades/1").text
    assert "+80" in page
    assert "Apply the new scores" not in page
    assert "Start a regrade" not in visitor.get("/assignments/1/regrades").text
    assert visitor.get(NEW).status_code == 403
    for act in ("apply", "undo", "discard"):
        assert visitor.post(f"/regrades/1/{act}").status_code == 403
    assert "Trial, to be decided" in staff.get("/regrades/1").text


def test_others_find_nothing(world: World, people: list[User]) -> None:
    trials.begin(world, [1])
    outsider = world.visitor(world.add_teacher("Otto", world.other_course()))
    for who in (outsider, world.visitor(people[0])):
        for path in ("/regrades/1", "/regrades/1/progress", "/regrades/99", f"/regrades/{2**70}"):
            assert who.get(path).status_code == 404
        for act in ("apply", "undo", "discard"):
            assert who.post(f"/regrades/1/{act}").status_code == 404


def test_what_failed_or_had_no_score_is_told(world: World, people: list[User], staff: Visitor) -> None:
    world.submit(people[1], broken("service", "lost", "gone"), CODE + b"#")
    trials.begin(world, [1, 4])
    trials.end(world, broken("service", "lost", "gone"), PARTLY)
    page = staff.get("/regrades/1").text
    assert "<strong>1</strong> get a first score" in page
    assert "<strong>1</strong> could not be graded anew" in page
    assert "no score" in page


def test_queries_do_not_grow_with_the_regrade(world: World, people: list[User], staff: Visitor) -> None:
    for number in range(9):
        world.submit(people[0], TAUGHT, CODE + b"#" * (number + 2))
    small, large = trials.begin(world, [1]), trials.begin(world, range(99))
    trials.end(world, PERFECT)
    few, many = (world.count_queries(staff, f"/regrades/{number}?show=all") for number in (small, large))
    assert few == many <= 20
