"""What a submission finds around itself: nothing to reach, nothing to change, and an end to everything."""

import time
from typing import Any

import pytest

from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

PROBE = """
import errno, os, resource, socket

def read(path):
    with open(path) as file:
        return file.read()

def status():
    return dict(line.split(":\\t", 1) for line in read("/proc/self/status").splitlines() if ":\\t" in line)

def listing(path):
    return sorted(os.listdir(path))

def refused(act):
    try:
        act()
    except OSError as error:
        return errno.errorcode[error.errno]
    return None

def write(path):
    return refused(lambda: open(path, "w"))

def connect(family, address):
    return refused(lambda: socket.create_connection(tuple(address), 1) if family == "tcp"
                   else socket.socket(socket.AF_UNIX).connect(address))

def fill(path):
    def act():
        with open(path, "wb") as file:
            for _ in range(1024):
                file.write(bytes(1 << 20))
    return refused(act)

def names(count):
    return refused(lambda: [open(f"/tmp/{i}", "w").close() for i in range(count)])

def processes(count):
    def act():
        for _ in range(count):
            if os.fork() == 0:
                import time
                time.sleep(20)
    return refused(act)

def kill_init():
    os.kill(1, 9); os.kill(1, 15); os.kill(1, 2)
    return os.getppid()

def limit(name):
    return resource.getrlimit(getattr(resource, name))

def environment():
    return dict(os.environ)
"""


class Inside:
    """Calls the probe's functions in its container."""

    def __init__(self, pool: Pool) -> None:
        self._sandbox = pool.open(Limits(load_timeout_s=10, run_timeout_s=30, memory_mib=256))
        self._sandbox.load(PROBE, ["status"])

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: object) -> Any:
            deadline = time.monotonic() + 20
            request = {"id": 1, "op": "call", "name": name, "args": arguments, "kwargs": {}, "with_arguments": False}
            self._sandbox.channel.send(request, deadline)
            answer = self._sandbox.channel.receive(deadline)
            assert "value" in answer, answer
            return answer["value"]

        return call

    def close(self) -> None:
        """Destroy the container."""
        self._sandbox.close()


@pytest.fixture
def inside(pool: Pool) -> Any:
    """Return the probe in a fresh container."""
    probe = Inside(pool)
    yield probe
    probe.close()


def test_it_has_no_privileges(inside: Any) -> None:
    status = inside.status()
    assert status["Uid"].split() == ["65532"] * 4
    assert status["Gid"].split() == ["65532"] * 4
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


def test_its_network_is_an_empty_namespace(inside: Any) -> None:
    interfaces = [line.split(":")[0].strip() for line in inside.read("/proc/net/dev").splitlines()[2:]]
    flags = {name: int(inside.read(f"/sys/class/net/{name}/flags"), 16) for name in interfaces}
    assert not any(flag & 1 for name, flag in flags.items() if name != "lo"), "an interface is up"
    assert len(inside.read("/proc/net/route").splitlines()) == 1, "there is a route"
    for address in (("172.17.0.1", 2375), ("169.254.169.254", 80), ("127.0.0.1", 8000)):
        assert inside.connect("tcp", address) in {"ENETUNREACH", "ECONNREFUSED", "EADDRNOTAVAIL"}
    assert inside.connect("unix", "/var/run/docker.sock") == "ENOENT"


def test_it_can_write_nowhere_but_in_a_small_tmp(inside: Any) -> None:
    for path in (
        "/x",
        "/opt/site/inside/agent.py",
        "/run/grader/x",
        "/etc/passwd",
        "/dev/x",
        "/proc/sys/kernel/hostname",
    ):
        assert inside.write(path) in {"EROFS", "EACCES", "EPERM"}, path
    assert inside.write("/tmp/x") is None
    assert inside.fill("/tmp/big") == "ENOSPC"


def test_it_cannot_use_up_the_names_of_tmp(inside: Any) -> None:
    assert inside.names(5000) == "ENOSPC"


def test_it_finds_no_shared_memory_to_fill(inside: Any) -> None:
    assert inside.write("/dev/shm/x") in {"ENOENT", "EROFS", "EACCES"}


def test_it_can_make_few_processes_and_open_few_files(inside: Any) -> None:
    assert inside.processes(200) == "EAGAIN"
    assert tuple(inside.limit("RLIMIT_NOFILE")) == (256, 256)
    assert tuple(inside.limit("RLIMIT_CORE")) == (0, 0)


def test_it_cannot_kill_the_process_that_watches_it(inside: Any) -> None:
    assert inside.kill_init() == 1
    assert inside.kill_init() == 1


def test_it_sees_neither_the_host_nor_the_project(inside: Any) -> None:
    assert set(inside.environment()) <= {
        "PATH", "HOME", "HOSTNAME", "LANG", "GPG_KEY", "PYTHON_VERSION", "PYTHON_SHA256", "PYTHONPATH",
        "PYTHONUNBUFFERED",         "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LC_CTYPE",
    }  # fmt: skip
    assert inside.listing("/run/grader") == []
    assert "grader" not in inside.listing("/opt/site")
    assert [name for name in inside.listing("/proc") if name.isdigit()] == ["1", inside.status()["Pid"]]
