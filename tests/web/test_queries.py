"""The number of queries of a page does not grow with what it shows."""

import pytest

from grader.db.models import User
from tests.web.reports import PARTLY, broken
from tests.web.routes import pages
from tests.web.world import CODE, World

MOST = 24
MOST_OF_AN_ARCHIVE = 28
"""It holds something of nearly every table."""


def fill_up(world: World, number: int) -> None:
    """Add students with graded, failed and waiting attempts, and a few more attempts of the first student."""
    for n in range(number):
        user = world.add_user(f"Student {n} of {number}")
        world.submit(user, PARTLY)
        world.submit(user, broken("service", "lost", "gone"), CODE + b"#")
        world.submit(user, content=CODE + b"##")
    for n in range(number):
        world.submit(world.student, PARTLY, CODE + b"# more" * (n + 1) * number)


def counts(world: World, user: User) -> dict[str, int]:
    """Return the number of statements of each page that *user* may see."""
    visitor = world.visitor(user)
    shown = [path for path in pages(world) if visitor.get(path).status_code == 200]
    return {path: world.count_queries(visitor, path) for path in shown}


@pytest.mark.parametrize("who", ["student", "instructor"])
def test_queries_do_not_grow(full_world: World, who: str) -> None:
    user = full_world.student if who == "student" else full_world.instructor
    few = counts(full_world, user)
    fill_up(full_world, 7)
    many = counts(full_world, user)
    assert many == few
    most = {path: MOST_OF_AN_ARCHIVE if path.endswith("/data.zip") else MOST for path in many}
    assert {path: count for path, count in many.items() if count > most[path]} == {}
    assert len(few) >= 5
