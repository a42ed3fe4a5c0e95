"""With an idempotency key, what is asked for twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, text, update

from grader.db.models import KeptAnswer, utc_now
from tests.api.program import SOURCE, Program
from tests.web.world import World


def kept(world: World) -> list[KeptAnswer]:
    """Return all answers that are kept."""
    with world.sessions() as session:
        return list(session.scalars(select(KeptAnswer)))


def test_the_same_request_gets_the_same_answer_and_is_done_once(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    first = program.hand_in(key="one")
    with world.sessions.begin() as session:  # so that the same code would be another attempt
        session.execute(text("UPDATE runs SET state = 'done', finished_at = created_at"))
    again = program.hand_in(key="one")
    assert (again.status_code, again.json, again.headers["Location"]) == (201, first.json, first.headers["Location"])
    assert len(world.submissions()) == 1
    assert (program.hand_in(key="two").json or {})["attempt"] == 2
    assert (program.hand_in().json or {})["attempt"] == 2  # that run is open, so it is the same attempt


def test_a_form_is_the_same_whatever_its_boundary(world: World) -> None:
    program = Program(world, world.add_user("Ada"))

    def send(code: bytes) -> int:
        form = {"file": (BytesIO(code), "solution.py")}
        return program.post("assignments/1/submissions", "one", data=form).status_code

    assert [send(SOURCE.encode()), send(SOURCE.encode()), send(b"x = 1")] == [201, 201, 422]
    assert world.submissions()[0].attempt == 1


def test_a_key_for_another_request_is_refused(world: World) -> None:
    program = Program(world, world.instructor)
    program.hand_in(key="one")
    for answer in (
        program.hand_in(SOURCE + "#", key="one"),
        program.hand_in("not python", key="one"),
        program.post("assignments/1/regrades", "one", json={"reason": "x"}),
    ):
        assert (answer.status_code, (answer.json or {})["type"]) == (422, "/api/v1/#key-reused")
    assert len(world.submissions()) == 1


def test_keys_of_another_token_are_other_keys(world: World) -> None:
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    for user in (ada, bob):
        assert (Program(world, user).hand_in(key="one").json or {})["student_id"] == user.id
    assert len(world.submissions()) == 2


def test_what_a_rule_is_against_is_answered_the_same_again(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    first = program.hand_in("def f(", key="one")
    again = program.hand_in("def f(", key="one")
    assert (first.status_code, again.status_code, again.mimetype) == (409, 409, "application/problem+json")
    assert again.json == first.json
    assert len(kept(world)) == 1


def test_what_fails_on_our_side_may_come_again(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    with world.engine.begin() as connection:
        connection.execute(text("ALTER TABLE class_reports RENAME TO lost"))
    assert program.hand_in(key="one").status_code == 500
    assert (kept(world), world.submissions()) == ([], [])
    with world.engine.begin() as connection:
        connection.execute(text("ALTER TABLE lost RENAME TO class_reports"))
    assert program.hand_in(key="one").status_code == 201


def test_while_the_first_is_under_way_the_second_is_told_so(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    program.hand_in(key="one")
    with world.sessions.begin() as session:
        session.execute(update(KeptAnswer).values(status=None))
    answer = program.hand_in(key="one")
    assert (answer.status_code, (answer.json or {})["type"]) == (409, "/api/v1/#under-way")
    with world.sessions.begin() as session:  # its process has died
        session.execute(update(KeptAnswer).values(created_at=utc_now() - timedelta(minutes=3)))
    assert program.hand_in(key="one").status_code == 201


def test_after_a_day_a_key_is_new(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    program.hand_in(key="one")
    with world.sessions.begin() as session:
        session.execute(update(KeptAnswer).values(created_at=utc_now() - timedelta(hours=25)))
    assert program.hand_in(SOURCE + "#", key="one").status_code == 201
    assert [each.status for each in kept(world)] == [201]


def test_many_at_once_do_it_once(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda _: program.hand_in(key="one").status_code, range(8)))
    assert 201 in statuses
    assert statuses <= {201, 409}
    assert [each.attempt for each in world.submissions()] == [1]


def test_a_key_that_is_none_is_refused(world: World) -> None:
    program = Program(world, world.add_user("Ada"))
    for key in ("", "a b", "é", "x" * 256, "\x7f"):
        answer = program.hand_in(key=key)
        assert (answer.status_code, (answer.json or {})["type"]) == (422, "/api/v1/#invalid"), key
    assert world.submissions() == []


def test_who_has_no_right_claims_nothing(world: World) -> None:
    reader = Program(world, world.add_user("Ada"), "submissions:read")
    assert reader.hand_in(key="one").status_code == 403
    assert kept(world) == []
