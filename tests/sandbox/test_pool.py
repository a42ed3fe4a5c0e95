"""Containers wait for submissions, as many as were wanted of late, each for one of them."""

import time
from collections.abc import Callable, Iterator

import docker
import pytest
from docker.models.containers import Container

from grader.sandbox import engine
from grader.sandbox.docker import LABEL_FOLDER, Boxes
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

LIMITS = Limits(load_timeout_s=10, memory_mib=256)
LARGER = Limits(load_timeout_s=10, memory_mib=300)


@pytest.fixture
def pool() -> Iterator[Pool]:
    """Return a pool in which two containers wait at most."""
    pool = Pool(Boxes(engine.connect()), size=2)
    yield pool
    pool.close()


def containers(pool: Pool) -> list[Container]:
    """Return the containers of *pool* that run."""
    client = docker.from_env()
    try:
        return client.containers.list(filters={"label": f"{LABEL_FOLDER}={pool.boxes.folder}"}, ignore_removed=True)
    finally:
        client.close()


def memories_mib(pool: Pool) -> list[int]:
    """Return how much memory the containers of *pool* have."""
    return sorted(container.attrs["HostConfig"]["Memory"] >> 20 for container in containers(pool))


def soon(look: Callable[[], object], wanted: object) -> bool:
    """Wait until *look* sees what is *wanted*, for a moment more, and say whether it is still so."""
    end = time.monotonic() + 10
    while look() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(0.5)
    return look() == wanted


def test_the_first_submission_finds_a_container_waiting_and_another_replaces_it(pool: Pool) -> None:
    pool.warm_up(256)
    assert soon(lambda: memories_mib(pool), [256])
    [waiting] = containers(pool)
    sandbox = pool.open(LIMITS)
    sandbox.load("def f(): pass", ["f"])
    assert soon(lambda: memories_mib(pool), [256, 256])
    waiting.reload()
    assert waiting.status == "running"
    sandbox.close()
    assert soon(lambda: memories_mib(pool), [256])
    assert waiting.id not in {container.id for container in containers(pool)}


def test_as_many_wait_as_were_in_use_at_a_time_but_never_more_than_the_size(pool: Pool) -> None:
    first = pool.open(LIMITS)
    assert soon(lambda: len(containers(pool)), 1 + 1)
    others = [pool.open(LIMITS), pool.open(LIMITS)]
    assert soon(lambda: len(containers(pool)), 3 + 2)
    for sandbox in [first, *others]:
        sandbox.close()
    assert soon(lambda: len(containers(pool)), 2)


def test_those_wait_that_have_the_memory_that_was_asked_for_last(pool: Pool) -> None:
    pool.open(LIMITS).close()
    assert soon(lambda: memories_mib(pool), [256])
    pool.open(LARGER).close()
    assert soon(lambda: memories_mib(pool), [300])


def test_a_container_that_died_while_it_waited_is_given_to_nobody(pool: Pool) -> None:
    pool.warm_up(256)
    assert soon(lambda: len(containers(pool)), 1)
    containers(pool)[0].kill()
    sandbox = pool.open(LIMITS)
    sandbox.load("def f(): pass", ["f"])
    sandbox.close()
    assert soon(lambda: len(containers(pool)), 1)


def test_nothing_waits_after_the_end() -> None:
    pool = Pool(Boxes(engine.connect()), size=2)
    pool.warm_up(256)
    sandbox = pool.open(LIMITS)
    sandbox.close()
    pool.close()
    assert containers(pool) == []
    assert not pool.boxes.folder.exists()


def test_without_a_size_nothing_ever_waits() -> None:
    pool = Pool(Boxes(engine.connect()), size=0)
    pool.open(LIMITS).close()
    assert soon(lambda: containers(pool), [])
    pool.close()
