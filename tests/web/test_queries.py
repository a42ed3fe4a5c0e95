"""The number of queries of a page does not grow with what it shows."""

import pytest

from tests.web import trials
from tests.web.reports import PARTLY, PERFECT, broken
from tests.web.world import CODE, World

PATHS = [
    "/",
    "/assignments/1",
    "/submissions/1",
    "/submissions/7",
    "/submissions/7/solution.py",
    "/runs/1",
    "/courses/1",
    "/assignments/1/students",
    "/assignments/1/submissions",
    "/assignments/1/submissions?counting=1&sort=highest&test=x&mistake=y&student=s&late=1&min=0",
    "/assignments/1/submissions?missing=1",
    "/assignments/1/regrades",
    "/assignments/1/regrades/new?scope=matching",
    "/regrades/1",
    "/regrades/1?show=all",
    "/submissions/1?sort=student",
]
STAFF_PATHS = "/courses", "/assignments/1/", "/regrades", "/submissions/1?sort"
MOST = 16


def fill(world: World, number: int) -> None:
    """Add students with graded, failed and waiting attempts, and a few more attempts of the first student."""
    for n in range(number):
        user = world.add_user(f"Student {n} of {number}")
        world.submit(user, PARTLY)
        world.submit(user, broken("service", "lost", "gone"), CODE + b"#")
        world.submit(user, content=CODE + b"##")
    with world.sessions() as session:
        first = session.get_one(type(world.instructor), world.instructor.id + 1)
    trials.begin(world, range(1, 1000), f"{number} more")
    trials.end(world, PERFECT, PARTLY, most=2 * number)
    for n in range(number):
        world.submit(first, PARTLY, CODE + b"# more" * (n + 1) * number)


@pytest.mark.parametrize("path", PATHS)
def test_queries_do_not_grow(world: World, path: str) -> None:
    fill(world, 2)
    reader = world.instructor
    if not path.startswith(STAFF_PATHS):
        with world.sessions() as session:
            reader = session.get_one(type(world.instructor), world.instructor.id + 1)
    visitor = world.visitor(reader)
    visitor.get(path)
    few = world.count_queries(visitor, path)
    fill(world, 7)
    assert world.count_queries(visitor, path) == few
    assert few <= MOST
