"""Containers on the real Docker engine."""

from collections.abc import Iterator

import pytest

from grader.sandbox import engine
from grader.sandbox.docker import Boxes
from grader.sandbox.pool import Pool


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Return a pool in which nothing waits."""
    pool = Pool(Boxes(engine.connect()), size=0)
    yield pool
    pool.close()
