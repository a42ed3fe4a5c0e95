"""The number of queries of a page does not grow with what it shows."""

import pytest

from tests.web.reports import PARTLY, broken
from tests.web.world import CODE, World

PATHS = [
    "/",
    "/assignments/1",
    "/submissions/1",
    "/runs/1",
    "/courses/1",
    "/assignments/1/students",
    "/courses/1/people",
]
MOST = 20


def fill(world: World, number: int) -> None:
    """Add students with graded, failed and waiting attempts, and a few more attempts of the first student."""
    for n in range(number):
        user = world.add_user(f"Student {n} of {number}")
        world.submit(user, PARTLY)
        world.submit(user, broken("service", "lost", "gone"), CODE + b"#")
        world.submit(user, content=CODE + b"##")
    with world.sessions() as session:
        first = session.get_one(type(world.instructor), world.instructor.id + 1)
    for n in range(number):
        world.submit(first, PARTLY, CODE + b"# more" * (n + 1) * number)


@pytest.mark.parametrize("path", PATHS)
def test_queries_do_not_grow(world: World, path: str) -> None:
    fill(world, 2)
    reader = world.instructor
    if not path.startswith(("/courses", "/assignments/1/students")):
        with world.sessions() as session:
            reader = session.get_one(type(world.instructor), world.instructor.id + 1)
    visitor = world.visitor(reader)
    visitor.get(path)
    few = world.count_queries(visitor, path)
    fill(world, 7)
    assert world.count_queries(visitor, path) == few
    assert few <= MOST
