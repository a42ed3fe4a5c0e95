"""Who uses the pages."""

import pytest

from tests.web.world import Visitor, World


@pytest.fixture
def ada(world: World) -> Visitor:
    """Return a student at the form to hand in."""
    visitor = world.visitor(world.add_user("Ada"))
    visitor.get("/assignments/1")
    return visitor
