"""A runner on the real Docker engine."""

from collections.abc import Iterator

import pytest

from grader.sandbox import engine
from grader.sandbox.docker import Boxes
from grader.sandbox.runner import Runner


@pytest.fixture(scope="module")
def boxes() -> Iterator[Boxes]:
    """Return what makes containers from the sandbox image."""
    boxes = Boxes(engine.connect())
    yield boxes
    boxes.close()


@pytest.fixture(scope="module")
def runner(boxes: Boxes) -> Runner:
    """Return a runner."""
    return Runner(boxes)
