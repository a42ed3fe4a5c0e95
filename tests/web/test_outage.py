"""What people see while the database is away."""

from sqlalchemy import text

from grader.web.failures import NOT_FOUND, OURS
from tests.web.world import World


def test_who_is_signed_in_is_told_calmly_that_it_is_our_fault(world: World) -> None:
    student = world.visitor(world.add_user("Ada"))
    assert "Sign out" in student.get("/").text
    with world.engine.begin() as connection:
        connection.execute(text("ALTER TABLE users RENAME TO people"))
    upload = student.post(f"/assignments/{world.item.id}/submissions", {"code": "x = 1"})
    for answer, words in ((student.get("/"), OURS[0]), (upload, OURS[0]), (student.get("/nowhere"), NOT_FOUND[0])):
        assert words in answer.text
        assert "Sign out" not in answer.text
    with world.engine.begin() as connection:
        connection.execute(text("ALTER TABLE people RENAME TO users"))
    assert "Sign out" in student.get("/").text
