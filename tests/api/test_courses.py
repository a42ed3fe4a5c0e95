"""Courses and assignments, as far as the asker may know of them."""

from datetime import timedelta

from sqlalchemy import update

from grader.db.models import Extension, LineItem, utc_now
from grader.services import courses
from tests.api.program import Program
from tests.web.world import World


def test_a_program_sees_the_courses_of_its_user(world: World) -> None:
    ada = world.add_user("Ada")
    world.other_course()
    answer = Program(world, ada).get("courses")
    assert answer.json == {
        "items": [{"id": 1, "url": "/api/v1/courses/1", "title": "Networks", "role": "student"}],
        "next": None,
    }
    assert Program(world, world.instructor).get("courses/1").json == {**answer.json["items"][0], "role": "instructor"}


def test_dates_are_those_that_hold_for_the_user(world: World) -> None:
    ada, due_at = world.add_user("Ada"), utc_now() + timedelta(days=1)
    later = due_at + timedelta(days=3)
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(due_at=due_at, max_attempts=3, cool_down_s=90))
        session.add(Extension(line_item_id=1, student_id=ada.id, due_at=later, extra_attempts=2, reason="Ill."))
    hers = Program(world, ada).get("assignments/1").json
    everybodys = Program(world, world.add_user("Bob")).get("assignments/1").json
    assert hers is not None
    assert everybodys is not None
    assert (hers["due_at"], hers["max_attempts"]) == (later.isoformat(), 5)
    assert (everybodys["due_at"], everybodys["max_attempts"]) == (due_at.isoformat(), 3)
    assert (hers["cool_down_s"], hers["phase"]) == (90, "open")


def test_students_do_not_see_what_is_not_published(world: World) -> None:
    ada = world.add_user("Ada")
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(is_published=False))
    for user, seen in ((ada, 0), (world.instructor, 1)):
        program = Program(world, user)
        assert len((program.get("courses/1/assignments").json or {})["items"]) == seen
        assert program.get("assignments/1").status_code == (200 if seen else 404)
        assert program.get("assignments/1/submissions").status_code == (200 if seen else 404)


def test_a_list_comes_in_parts_that_miss_nothing(world: World) -> None:
    with world.sessions.begin() as session:
        for n in range(4):
            courses.open_assignment(session, world.course, f"more-{n}", f"More {n}")
    program = Program(world, world.instructor)
    address: str | None = "courses/1/assignments?limit=2"
    seen: list[int] = []
    while address:
        answer = program.get(address)
        assert answer.json is not None
        seen += [each["id"] for each in answer.json["items"]]
        address = answer.json["next"]
        assert answer.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == [1, 2, 3, 4, 5]
