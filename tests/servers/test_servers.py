"""What is killed comes back with what it had promised to keep."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
import redis

from tests.servers.docker_engine import DockerEngine
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis

BRIDGE = Path("/sys/class/net/docker0")
"""Of the machine's engine."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder with a short path: sockets must fit."""
    made = Path(tempfile.mkdtemp(prefix="srv-"))
    yield made
    shutil.rmtree(made)


def test_postgresql_keeps_what_was_committed_when_it_is_killed(folder: Path) -> None:
    server = Postgres(folder)
    server.make()
    server.start()
    with server.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.kill()
    assert not server.answers()
    server.start()
    with server.connect() as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]
    server.close()


def test_redis_comes_back_empty_at_the_same_address(folder: Path) -> None:
    server = Redis(folder)
    for _ in range(2):
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.dbsize() == 0
            client.set("key", "value")
        server.kill()
        assert not server.answers()


def test_an_engine_is_killed_and_restarted_without_harm_to_the_machines(folder: Path) -> None:
    engine = DockerEngine(folder)
    machine = docker.from_env()
    try:
        before = machine.info()["DockerRootDir"], BRIDGE.exists()
        engine.start()
        engine.load_sandbox_image()
        [image] = engine.docker("images", "--quiet")
        assert engine.docker("info", "--format", "{{.DockerRootDir}}") == [str(folder / "data")]
        containers = engine.docker("create", "--network=none", image)
        engine.kill()
        assert not engine.answers()
        engine.start()
        assert engine.docker("ps", "--all", "--quiet", "--no-trunc") == containers
        assert (machine.info()["DockerRootDir"], BRIDGE.exists()) == before
    finally:
        engine.close()
        machine.close()
    assert not [line for line in Path("/proc/mounts").read_text().splitlines() if str(folder) in line]
