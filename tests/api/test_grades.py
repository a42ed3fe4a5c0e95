"""The gradebook and regrades, by programs of staff."""

from sqlalchemy import select, update

from grader.db.models import AuditEvent, Role, Run, utc_now
from grader.services import grades
from tests.api.program import Program
from tests.web.reports import PARTLY, PERFECT
from tests.web.world import World


def test_the_gradebook_has_every_student_and_cell(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)
    first = program.get("courses/1/gradebook?limit=1").json or {}
    second = program.get(first["next"]).json or {}
    [ada], [bob] = first["items"], second["items"]
    assert (ada["name"], bob["name"], second["next"]) == ("Ada Lovelace", "Bob", None)
    assert ada["cells"] == [
        {
            "line_item_id": 1,
            "score": 30.0,
            "late_percent": 0,
            "is_overridden": False,
            "latest_submission_id": 3,
            "state": "done",
        }
    ]
    assert (bob["cells"][0]["score"], bob["cells"][0]["state"]) == (100.0, "open")


def test_reading_the_gradebook_is_written_down_once(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)
    for _ in range(3):
        program.get("courses/1/gradebook")
    with full_world.sessions() as session:
        found = select(AuditEvent.target).where(AuditEvent.action == "read_grades")
        assert session.scalars(found).all() == ["Course 1, Networks"]


def test_a_regrade_is_tried_looked_at_applied_and_undone(world: World) -> None:
    ada = world.add_user("Ada")
    stored = world.submit(ada, PARTLY)
    program = Program(world, world.instructor)
    made = program.post("assignments/1/regrades", "one", json={"reason": "A test was wrong."})
    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/regrades/1")
    assert (made.json or {})["total"] == 1
    early = program.post("regrades/1/apply")
    assert (early.status_code, (early.json or {})["type"]) == (409, "/api/v1/#refused")
    end_trial(world)
    [row] = (program.get("regrades/1/attempts").json or {})["items"]
    assert (row["submission_id"], row["before"], row["after"], row["change"]) == (stored.id, 20.0, 100.0, "up")
    assert (program.get("regrades/1").json or {})["is_finished"] is True
    applied = program.post("regrades/1/apply").json or {}
    assert (applied["state"], score(program)) == ("applied", 100.0)
    undone = program.post("regrades/1/undo").json or {}
    assert (undone["state"], score(program)) == ("undone", 20.0)
    assert (program.get("assignments/1/regrades").json or {})["items"] == [undone]


def test_a_regrade_takes_the_attempts_that_are_named(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)
    made = program.post("assignments/1/regrades", json={"reason": "x", "submission_ids": [2, 3, 999]}).json or {}
    rows = program.get(f"regrades/{made['id']}/attempts").json or {}
    assert [each["submission_id"] for each in rows["items"]] == [2, 3]
    discarded = program.post(f"regrades/{made['id']}/discard").json or {}
    assert discarded["state"] == "undone"


def test_assistants_look_and_change_nothing(full_world: World) -> None:
    program = Program(full_world, full_world.add_user("Andy", role=Role.ASSISTANT))
    for path in ("courses/1/gradebook", "assignments/1/regrades", "regrades/1", "regrades/1/attempts"):
        assert program.get(path).status_code == 200
    assert program.post("assignments/1/regrades", json={"reason": "x"}).status_code == 403
    for deed in ("apply", "undo", "discard"):
        assert program.post(f"regrades/1/{deed}").status_code == 403


def end_trial(world: World) -> None:
    """Let the trial find everything right, as a worker does."""
    with world.sessions.begin() as session:
        run = session.scalars(select(Run).where(Run.is_trial)).one()
        session.execute(update(Run).where(Run.id == run.id).values(token="t", started_at=utc_now()))
        assert grades.record(session, run.id, "t", PERFECT, utc_now())


def score(program: Program) -> float:
    """Return the score that counts for the first student."""
    [row] = (program.get("courses/1/gradebook").json or {})["items"]
    found: float = row["cells"][0]["score"]
    return found
