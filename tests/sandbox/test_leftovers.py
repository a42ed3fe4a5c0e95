"""A container lives for one run, whatever becomes of the process that started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import docker
import pytest
from docker.models.containers import Container

from grader.errors import SandboxLost
from grader.sandbox.docker import LABEL_FOLDER
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

LIMITS = Limits(load_timeout_s=10, memory_mib=256)
OPEN_AND_WAIT = """
import time
from grader.sandbox import engine
from grader.sandbox.docker import Boxes
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits
pool = Pool(Boxes(engine.connect()), size=0)
sandbox = pool.open(Limits(10, 256))
print(pool.boxes.folder, flush=True)
time.sleep(60)
"""


def containers(folder: str | Path) -> list[Container]:
    """Return the sandboxes of the process that holds *folder*, in any state."""
    client = docker.from_env()
    try:
        return client.containers.list(all=True, filters={"label": f"{LABEL_FOLDER}={folder}"}, ignore_removed=True)
    finally:
        client.close()


def soon_empty(folder: Path) -> bool:
    """Wait until the process that holds *folder* has neither containers nor sockets; False if that never comes."""
    end = time.monotonic() + 10
    while containers(folder) or [path.name for path in folder.iterdir()] != ["lock"]:
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_closed_sandbox_leaves_neither_container_nor_socket(pool: Pool) -> None:
    sandbox = pool.open(LIMITS)
    assert len(containers(pool.boxes.folder)) == 1
    sandbox.close()
    assert soon_empty(pool.boxes.folder)


def test_the_next_start_removes_what_a_killed_process_left_and_nothing_else(pool: Pool) -> None:
    living = pool.open(LIMITS)
    process = subprocess.Popen([sys.executable, "-c", OPEN_AND_WAIT], stdout=subprocess.PIPE)
    assert process.stdout is not None
    folder = process.stdout.readline().decode().strip()
    process.stdout.close()
    pool.boxes.remove_leftovers()
    assert len(containers(folder)) == 1, "a living process's container was removed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert pool.boxes.remove_leftovers() >= 1
    assert not containers(folder)
    assert not Path(folder).exists()
    assert len(containers(pool.boxes.folder)) == 1
    living.load("def f(): pass", ["f"])
    living.close()
    assert soon_empty(pool.boxes.folder)


def test_a_container_ends_at_once_when_the_process_that_started_it_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", OPEN_AND_WAIT], stdout=subprocess.PIPE)
    assert process.stdout is not None
    folder = process.stdout.readline().decode().strip()
    process.stdout.close()
    [container] = containers(folder)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert container.wait(timeout=10)["StatusCode"] == 1
    container.remove()


def test_a_container_killed_from_outside_is_nobodys_fault(pool: Pool) -> None:
    sandbox = pool.open(LIMITS)
    [container] = containers(pool.boxes.folder)
    container.kill()
    with pytest.raises(SandboxLost, match="from outside"):
        sandbox.load("def f(): pass", ["f"])
    sandbox.close()
    assert soon_empty(pool.boxes.folder)


def test_a_container_removed_from_outside_is_nobodys_fault(pool: Pool) -> None:
    sandbox = pool.open(LIMITS)
    [container] = containers(pool.boxes.folder)
    container.remove(force=True)
    with pytest.raises(SandboxLost):
        sandbox.load("def f(): pass", ["f"])
    sandbox.close()
