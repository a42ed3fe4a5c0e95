"""Many pages that wait at once: the line is read for all of them together."""

import pytest

from grader.web import waiting_line
from tests.web.world import World

RANKED = "row_number()"
"""What only the reading of the line asks for."""


def readings(world: World, *run_ids: int) -> int:
    """Return how often the line is read while the pages of these runs ask for news, one after the other."""
    student = world.visitor(world.student)
    with world.statements() as sent:
        for run_id in run_ids:
            assert student.get(f"/runs/{run_id}").status_code == 200
    return sum(RANKED in statement for statement in sent)


@pytest.fixture
def waiting(world: World) -> list[int]:
    """Return the runs of somebody who has handed in three times."""
    student = world.add_user("Ada")
    return [world.submit(student, content=f"x = {number}\n".encode()).runs[0].id for number in range(3)]


def test_a_long_line_is_read_once_for_all_who_wait_in_it(
    world: World, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "LONG", 3)
    monkeypatch.setattr(waiting_line, "KEPT_S", 60)
    assert readings(world, *waiting) == 1


def test_one_who_has_come_since_the_line_was_read_is_told_a_place_behind_all_others_of_their_turn(
    world: World, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_line, "LONG", 3)
    monkeypatch.setattr(waiting_line, "KEPT_S", 60)
    assert readings(world, *waiting) == 1
    other = world.add_user("Ben")
    late = world.submit(other, content=b"x = 4\n").runs[0].id
    with world.statements() as sent:
        shown = world.visitor(other).get(f"/runs/{late}").text
    assert not any(RANKED in statement for statement in sent)
    assert "1 submission will be graded before this one." in shown, "the others are a second and a third of one student"


def test_a_short_line_is_read_anew_each_time(world: World, waiting: list[int]) -> None:
    assert readings(world, *waiting) == len(waiting)


def test_what_was_read_is_not_told_for_long(world: World, waiting: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_line, "LONG", 3)
    monkeypatch.setattr(waiting_line, "KEPT_S", 0)
    assert readings(world, *waiting) == len(waiting)
