"""A fresh world for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.full import fill
from tests.web.world import Visitor, World, make_world


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = make_world(tmp_path, sqlite_url)
    yield made
    made.close()


@pytest.fixture
def full_world(world: World) -> World:
    """Return a world with one of everything."""
    fill(world)
    return world


@pytest.fixture
def ada(world: World) -> Visitor:
    """Return a student at the form to hand in."""
    visitor = world.visitor(world.add_user("Ada"))
    visitor.get("/assignments/1")
    return visitor
