"""Whose fault it is that a submission was killed for memory: its own limit's, the machine's, or a neighbour's."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import SandboxLost
from grader.inside import wire
from grader.sandbox.docker import HARDENING
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

LIMITS = Limits(load_timeout_s=10, memory_mib=256)
MACHINE_MIB = 96
SUBMISSION = """
import os, signal

def take(mebibytes):
    return len(bytes(mebibytes << 20).replace(b"\\0", b"1"))

def kill_itself():
    os.kill(os.getpid(), signal.SIGKILL)
"""
FUNCTIONS = ["take", "kill_itself"]


@pytest.fixture
def small_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put new containers where there is less memory than each of them may use, as on a machine that is too small."""
    name = f"grader-test-{uuid.uuid4().hex[:8]}"
    root = Path("/sys/fs/cgroup")
    unified = (root / "cgroup.controllers").exists()
    group = root / name if unified else root / "memory" / name
    group.mkdir()
    (group / ("memory.max" if unified else "memory.limit_in_bytes")).write_text(str(MACHINE_MIB << 20))
    monkeypatch.setitem(HARDENING, "cgroup_parent", f"/{name}")
    yield
    for folder in [group, *root.glob(f"*/{name}")]:
        if folder.exists():
            folder.rmdir()


def end(pool: Pool, function: str, *arguments: object) -> str:
    """Call *function*, which ends the submission, and return what its author is told."""
    sandbox = pool.open(LIMITS)
    try:
        sandbox.load(SUBMISSION, FUNCTIONS)
        with pytest.raises(wire.Closed):
            sandbox.call(function, *arguments, timeout_s=30)
        return str(sandbox.explain_end())
    finally:
        sandbox.close()


def test_a_submission_above_its_limit_is_told_so(pool: Pool) -> None:
    assert "more than the 256 MiB of memory" in end(pool, "take", 1024)


@pytest.mark.usefixtures("small_machine")
def test_a_submission_below_its_limit_is_not_blamed_when_the_machine_has_no_memory_left(pool: Pool) -> None:
    with pytest.raises(SandboxLost, match="the machine ran out of memory"):
        end(pool, "take", MACHINE_MIB)


def test_a_submission_that_kills_itself_is_told_so_though_a_neighbour_is_killed_for_memory(pool: Pool) -> None:
    killer = pool.open(LIMITS)
    try:
        killer.load(SUBMISSION, FUNCTIONS)
        assert "more than the 256 MiB of memory" in end(pool, "take", 1024)
        with pytest.raises(wire.Closed):
            killer.call("kill_itself", timeout_s=30)
        assert "ended itself with signal 9" in str(killer.explain_end())
    finally:
        killer.close()
