"""Each limit is found to hold, and found missing when it is taken away."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import docker as docker_py
import pytest
from docker.types import Ulimit

from grader.sandbox import docker, engine
from grader.sandbox.doctor import limits
from grader.sandbox.doctor.findings import Finding, Verdict
from grader.sandbox.doctor.limits import Account
from grader.sandbox.pool import Pool

CHECKS = {**limits.ESSENTIAL, **limits.FURTHER}
Failed = Callable[..., dict[str, Finding]]
BIG_TMP = {"/tmp": "rw,noexec,nosuid,nodev,size=64m,mode=1777"}


@pytest.fixture(scope="module")
def client() -> Iterator[docker_py.DockerClient]:
    """Return a client of the engine."""
    client = engine.connect()
    yield client
    client.close()


@pytest.fixture
def failed(pool: Pool, client: docker_py.DockerClient) -> Failed:
    """Return what tries limits, and gives those that do not hold."""

    def tried(*names: str) -> dict[str, Finding]:
        found = limits.tried(pool, client, {name: CHECKS[name] for name in names}, at_once=2)
        assert all(finding.advice for finding in found if finding.failed)
        return {finding.name: finding for finding in found if finding.failed}

    return tried


def test_every_limit_of_a_container_holds(pool: Pool, client: docker_py.DockerClient) -> None:
    found = limits.tried(pool, client, CHECKS, at_once=2)
    assert [finding for finding in found if finding.failed] == []
    assert [finding.name for finding in found] == [
        "memory", "swap", "CPU", "processes", "network", "root", "size of /tmp", "files in /tmp",
        "privileges", "system calls", "open files", "core dumps",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "options", "missing"),
    [
        ("memory", {"mem_limit": "1g", "memswap_limit": "1g"}, {"memory": "192 MiB were filled, and 128 are allowed"}),
        ("processes", {"pids_limit": None}, {"processes": "72 processes were started, and 64 are allowed"}),
        ("network", {"network_disabled": False, "network_mode": "bridge"}, {"network": "eth0 is up"}),
        ("root and /tmp", {"read_only": False}, {"root": "/var/tmp"}),
        ("root and /tmp", {"tmpfs": BIG_TMP}, {"size of /tmp": "24 MiB", "files in /tmp": "1032 files"}),
        (
            "privileges",
            {"user": "0:0", "cap_drop": [], "security_opt": ["seccomp=unconfined"]},
            {"privileges": "CapEff.*user 0; new privileges can be gained", "system calls": "no filter"},
        ),
        (
            "open files",
            {"ulimits": [Ulimit(name="core", soft=1024, hard=1024)]},
            {"open files": "could be open at once, of 256", "core dumps": "1024 bytes"},
        ),
    ],
)
def test_a_limit_that_is_taken_away_is_missed(
    failed: Failed, monkeypatch: pytest.MonkeyPatch, check: str, options: dict[str, Any], missing: dict[str, str]
) -> None:
    for name, value in options.items():
        monkeypatch.setitem(docker.HARDENING, name, value)
    found = failed(check)
    assert list(found) == list(missing)
    for name, detail in missing.items():
        assert re.search(detail, found[name].detail), found[name]


def test_a_container_that_may_use_every_core_is_found_even_on_a_busy_host(
    failed: Failed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(docker.HARDENING, "nano_cpus", None)
    others = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(4 * (os.cpu_count() or 1))]
    try:
        found = failed("CPU")
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert "the kernel counts no limit" in found["CPU"].detail


@pytest.mark.parametrize(
    ("account", "used_s", "said"),
    [
        (Account(0.9, periods=5, throttled=0), 0.8, "1 core is allowed"),
        (Account(0.4, periods=0, throttled=0), 0.3, "counts no limit"),
        (Account(0.0, periods=0, throttled=0), -0.1, "keeps no account"),
    ],
)
def test_cpu_time_that_shows_no_limit_is_named(account: Account, used_s: float, said: str) -> None:
    found = limits.had(account, used_s, wall_s=0.5)
    assert found.failed
    assert said in found.detail
    assert not limits.had(Account(0.7, periods=5, throttled=4), 0.6, wall_s=0.5).failed


def test_memory_that_goes_on_in_swap_is_told_from_memory_without_a_limit() -> None:
    memory, swap = limits.survived(filled=192, resident=120, swapped=80)
    assert (memory.verdict, swap.verdict) == (Verdict.OK, Verdict.FAILED)
    [memory] = limits.survived(filled=192, resident=200, swapped=0)
    assert memory.failed


def test_a_limit_that_cannot_be_tried_has_not_been_seen_to_hold(
    failed: Failed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(docker.HARDENING, "cpuset_cpus", "9999")
    found = failed(*limits.ESSENTIAL)
    assert list(found) == ["memory", "CPU", "processes", "network"]
    assert all("could not be tried" in finding.detail for finding in found.values())
