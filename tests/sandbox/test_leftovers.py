"""A container lives for one run, whatever becomes of the process that started it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import docker
import pytest
from docker.models.containers import Container

from grader.errors import SandboxLost
from grader.inside import wire
from grader.sandbox.docker import LABEL_FOLDER, Boxes
from grader.sandbox.runner import Limits, Runner

LIMITS = Limits(load_timeout_s=10, run_timeout_s=30, memory_mib=256)
OPEN_AND_WAIT = """
import time
from grader.sandbox import engine
from grader.sandbox.docker import Boxes
from grader.sandbox.runner import Limits, Runner
boxes = Boxes(engine.connect())
sandbox = Runner(boxes).open(Limits(10, 30, 256))
print(boxes.folder, flush=True)
time.sleep(60)
"""


def containers(folder: str | Path) -> list[Container]:
    """Return the sandboxes of the process that holds *folder*, in any state."""
    client = docker.from_env()
    try:
        return client.containers.list(all=True, filters={"label": f"{LABEL_FOLDER}={folder}"})
    finally:
        client.close()


def test_a_closed_sandbox_leaves_neither_container_nor_socket(boxes: Boxes, runner: Runner) -> None:
    sandbox = runner.open(LIMITS)
    assert len(containers(boxes.folder)) == 1
    sandbox.close()
    assert containers(boxes.folder) == []
    assert [path.name for path in boxes.folder.iterdir()] == ["lock"]


def test_the_next_start_removes_what_a_killed_process_left_and_nothing_else(boxes: Boxes, runner: Runner) -> None:
    living = runner.open(LIMITS)
    process = subprocess.Popen([sys.executable, "-c", OPEN_AND_WAIT], stdout=subprocess.PIPE)
    assert process.stdout is not None
    folder = process.stdout.readline().decode().strip()
    process.stdout.close()
    boxes.remove_leftovers()
    assert len(containers(folder)) == 1, "a living process's container was removed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert boxes.remove_leftovers() >= 1
    assert not containers(folder)
    assert not Path(folder).exists()
    assert len(containers(boxes.folder)) == 1
    living.load("def f(): pass", ["f"])
    living.close()


def test_a_container_killed_from_outside_is_nobodys_fault(boxes: Boxes, runner: Runner) -> None:
    sandbox = runner.open(LIMITS)
    [container] = containers(boxes.folder)
    container.kill()
    with pytest.raises(SandboxLost, match="from outside"):
        sandbox.load("def f(): pass", ["f"])
    sandbox.close()


def test_a_container_removed_from_outside_is_nobodys_fault(boxes: Boxes, runner: Runner) -> None:
    sandbox = runner.open(LIMITS)
    [container] = containers(boxes.folder)
    container.remove(force=True)
    with pytest.raises(SandboxLost):
        sandbox.load("def f(): pass", ["f"])
    sandbox.close()


def test_a_container_ends_by_itself_when_nobody_is_left_to_end_it(boxes: Boxes) -> None:
    with boxes.create(memory_mib=256, lifetime_s=1) as (box, listener):
        listener.settimeout(10)
        channel, _output = listener.accept()[0], listener.accept()[0]
        wire.receive(channel)
        end = box.exit()
        assert end is not None
        assert end.code == 1
        box.destroy()
        channel.close()
        _output.close()
