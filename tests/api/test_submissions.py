"""Handing in by a program is handing in; reading shows what the pages show."""

import hashlib
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, update

from grader.db.models import AuditEvent, LineItem, utc_now
from grader.domain.visibility import Shown
from tests.api.program import SOURCE, Program
from tests.web.reports import PARTLY, TAUGHT, broken
from tests.web.world import CODE, World


def test_a_program_hands_in_text(world: World) -> None:
    ada = world.add_user("Ada")
    answer = Program(world, ada).hand_in()
    assert answer.status_code == 201
    [stored] = world.submissions()
    told = answer.json
    assert told is not None
    assert (stored.student_id, stored.digest) == (ada.id, hashlib.sha256(SOURCE.encode()).hexdigest())
    assert told == {
        "id": stored.id,
        "url": f"/api/v1/submissions/{stored.id}",
        "line_item_id": 1,
        "student_id": ada.id,
        "attempt": 1,
        "digest": stored.digest,
        "received_at": stored.received_at.isoformat(),
        "is_late": False,
        "is_erased": False,
        "state": "open",
    }
    assert answer.headers["Location"] == told["url"]
    assert Program(world, ada).get(told["url"]).json == told
    assert Program(world, ada).get("submissions/1/source").json == {"source": SOURCE}


def test_a_program_hands_in_a_file(world: World) -> None:
    ada = world.add_user("Ada")
    form = {"file": (BytesIO(CODE), "solution.py")}
    assert Program(world, ada).post("assignments/1/submissions", data=form).status_code == 201
    [stored] = world.submissions()
    assert stored.digest == hashlib.sha256(CODE).hexdigest()


def test_the_same_rules_hold_as_for_the_form(world: World) -> None:
    ada = Program(world, world.add_user("Ada"))
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(max_attempts=1))
    assert ada.hand_in().status_code == 201
    again = ada.hand_in(SOURCE + "#")
    assert (again.status_code, (again.json or {})["detail"]) == (409, "You have used all your attempts here: 1 of 1.")
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(due_at=utc_now() - timedelta(days=1)))
    assert "The deadline was" in (Program(world, world.add_user("Bob")).hand_in().json or {})["detail"]
    assert len(world.submissions()) == 1


def test_students_see_their_own_and_staff_all(full_world: World) -> None:
    ada = full_world.student
    mine = Program(full_world, ada).get("assignments/1/submissions").json
    every = Program(full_world, full_world.instructor).get("assignments/1/submissions").json
    assert mine is not None
    assert every is not None
    assert [each["student_id"] for each in mine["items"]] == [ada.id] * 3
    assert [each["id"] for each in every["items"]] == [1, 2, 3, 4, 5, 6]
    assert [each["state"] for each in every["items"]] == ["done"] * 4 + ["failed", "open"]
    for path in ("submissions/4", "submissions/4/source", "submissions/4/result"):
        assert Program(full_world, ada).get(path).status_code == 404
    assert Program(full_world, ada).get("assignments/1/submissions?student_id=3").json == {"items": [], "next": None}


def test_a_list_is_narrowed_to_a_student_and_a_time(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)

    def ids(**query: str) -> list[int]:
        found = program.get("assignments/1/submissions", query_string=query).json or {}
        return [each["id"] for each in found["items"]]

    assert ids(student_id="3") == [4, 5, 6]
    since = full_world.submissions()[4].received_at.isoformat()
    assert ids(since=since) == [5, 6]
    assert ids(since=since, student_id="2") == []
    assert ids(since=since, after="5") == [6]


def test_that_staff_read_somebodys_work_is_written_down(world: World) -> None:
    stored = world.submit(world.add_user("Ada"), PARTLY)
    program = Program(world, world.instructor)
    for path in ("", "/source", "/result"):
        assert program.get(f"submissions/{stored.id}{path}").status_code == 200
    with world.sessions() as session:
        [event] = session.scalars(select(AuditEvent)).all()
    assert (event.action, event.actor_id, event.student_id) == (
        "viewed_submission",
        world.instructor.id,
        stored.student_id,
    )


def test_a_result_tells_each_test(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada, TAUGHT)
    told = Program(world, ada).get(f"submissions/{stored.id}/result").json
    assert told is not None
    assert (told["state"], told["sight"], told["max_score"]) == ("done", "full", 100)
    assert told["score"] == sum(each["points"] for each in told["tests"])
    assert [each["title"] for each in told["criteria"]] == ["The forward pass is right", "Gradients are exact"]
    failed = [each for each in told["tests"] if each["outcome"] == "failed"]
    assert failed
    assert {slug for each in failed for slug in each["misconceptions"]} == {
        each["misconception"] for each in told["mistakes"]
    }


def test_a_result_shows_a_student_no_more_than_the_page(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada, TAUGHT)
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(tests_shown=Shown.COUNTED))
    told = Program(world, ada).get(f"submissions/{stored.id}/result").json or {}
    assert (told["sight"], told["tests"], told["log"]) == ("counted", None, "")
    assert told["criteria"]
    assert told["mistakes"]
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(are_scores_shown=False))
    told = Program(world, ada).get(f"submissions/{stored.id}/result").json or {}
    assert (told["sight"], told["score"], told["tests"]) == ("hidden", None, None)
    assert (told["criteria"], told["mistakes"], told["log"]) == ([], [], "")
    assert "of 100" not in told["headline"]
    staff = Program(world, world.instructor).get(f"submissions/{stored.id}/result").json or {}
    assert (staff["sight"], bool(staff["tests"])) == ("full", True)


def test_what_went_wrong_on_our_side_is_told_to_staff(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada, broken("service", "lost", "The engine is gone."))
    path = f"submissions/{stored.id}/result"
    mine, staffs = Program(world, ada).get(path).json or {}, Program(world, world.instructor).get(path).json or {}
    assert (mine["state"], mine["score"], mine["error"]) == ("failed", None, None)
    assert staffs["error"] == "The engine is gone."


def test_what_waits_says_where_it_stands(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada)
    told = Program(world, ada).get(f"submissions/{stored.id}/result").json or {}
    assert (told["state"], told["headline"], told["score"], told["graded_at"]) == ("open", "Waiting", None, None)


def test_the_late_percentage_is_taken_off(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada, PARTLY)
    with world.sessions.begin() as session:
        due = {"due_at": stored.received_at - timedelta(hours=1), "closes_at": utc_now() + timedelta(days=1)}
        session.execute(update(LineItem).values(late_percent_per_day=50, **due))
    program = Program(world, ada)
    assert (program.get(f"submissions/{stored.id}").json or {})["is_late"] is True
    told = program.get(f"submissions/{stored.id}/result").json or {}
    assert (told["score"], told["late_percent"]) == (10.0, 50)
