"""What a submission finds around itself: nothing to reach, nothing to change, and an end to everything."""

import json
from typing import Any

import pytest

from grader.sandbox.docker import HARDENING, SECCOMP
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

PROBE = """
import ctypes, errno, os, resource, signal, socket

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

def replace(path, text):
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: what /proc shows of this process is its own again
    def act():
        with open(path, "w") as file:
            file.write(text)
    return refused(act)

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

def reads(path):
    try:
        return len(os.listdir(path) if os.path.isdir(path) else read(path))
    except OSError as error:
        return errno.errorcode[error.errno]

def calls_let_through():  # tries every system call, each in its own process, with arguments that are wrong for all
    call = ctypes.CDLL(None, use_errno=True).syscall
    wrong = [ctypes.c_long(-1)] * 6
    return [number for number in range(600) if _errno_of(call, number, wrong) not in (errno.EPERM, errno.ENOSYS)]

def _errno_of(call, number, arguments):
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        call(number, *arguments)
        os._exit(ctypes.get_errno() & 127)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def uses_of_the_standard_library():  # what an honest submission may do besides arithmetic
    import asyncio, concurrent.futures, hashlib, mmap, multiprocessing, pathlib, shutil, sqlite3, subprocess, tempfile
    import numpy

    async def many():
        await asyncio.gather(asyncio.sleep(0.01), asyncio.to_thread(sum, [1]))
        await (await asyncio.create_subprocess_exec("true")).wait()

    concurrent.futures.ThreadPoolExecutor(4).submit(sum, [1]).result()
    asyncio.run(many())
    receiver, sender = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=sender.send, args=[7])
    process.start()
    assert receiver.recv() == 7
    process.join()
    assert subprocess.check_output(["sh", "-c", "echo one | cat"], start_new_session=True) == b"one\\n"
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "x.npy")
        numpy.save(path, numpy.ones(3))
        shutil.copy2(path, path.with_name("copy.npy"))
        shutil.copytree(folder, folder + ".copy")
        assert numpy.load(path.with_name("copy.npy"), mmap_mode="r").sum() == 3
        sqlite3.connect(path.with_name("database")).execute("CREATE TABLE t (x)")
    mmap.mmap(-1, 1 << 20).close()
    hashlib.scrypt(b"x", salt=b"y", n=1024, r=8, p=1)
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.pause()
    assert ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 3)() == 3
    return numpy.linalg.svd(numpy.random.default_rng().normal(size=(50, 50)))[1].size
"""
ADDRESSES = (("172.17.0.1", 2375), ("169.254.169.254", 80), ("192.0.2.1", 80))
ENGINES_OWN_FILTER = ["no-new-privileges"]


class Inside:
    """Calls the probe's functions in its container."""

    def __init__(self, pool: Pool) -> None:
        self._sandbox = pool.open(Limits(load_timeout_s=10, memory_mib=256))
        self._sandbox.load(PROBE, ["status"])

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: object) -> Any:
            return self._sandbox.call(name, *arguments, timeout_s=20)

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
    for address in ADDRESSES:
        assert inside.connect("tcp", address) == "EPERM"
    assert inside.connect("unix", "/var/run/docker.sock") == "ENOENT"


def test_the_empty_namespace_holds_without_the_filter(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HARDENING, "security_opt", ENGINES_OWN_FILTER)
    inside = Inside(pool)
    assert [inside.connect("tcp", address) for address in ADDRESSES] == ["ENETUNREACH", "ENETUNREACH", "ENETUNREACH"]
    inside.close()


def test_it_reaches_a_part_of_the_kernel_only(inside: Any, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = json.loads(SECCOMP.read_text())["syscalls"]
    named = {name for rule in profile if rule["action"] == "SCMP_ACT_ALLOW" for name in rule["names"]}
    narrow = inside.calls_let_through()
    assert 100 < len(narrow) <= len(named)
    monkeypatch.setitem(HARDENING, "security_opt", ENGINES_OWN_FILTER)
    wide = Inside(pool)
    assert len(wide.calls_let_through()) > 1.5 * len(narrow)
    wide.close()


def test_python_and_numpy_miss_nothing(inside: Any) -> None:
    assert inside.uses_of_the_standard_library() == 50


def test_the_engines_masks_are_kept(inside: Any) -> None:
    for path in ("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/scsi", "/sys/firmware"):
        assert inside.reads(path) in {0, "ENOENT", "EACCES", "EPERM"}, path
    for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/sys/power/state", "/sys/kernel/mm/ksm/run"):
        assert inside.write(path) in {"EROFS", "EACCES", "ENOENT"}, path


def test_the_host_ends_it_before_any_service(inside: Any) -> None:
    assert inside.read("/proc/self/oom_score_adj").strip() == "1000"
    assert inside.replace("/proc/self/oom_score_adj", "-1") == "EACCES"


def test_it_does_not_learn_where_it_is(inside: Any) -> None:
    assert {line.split(":")[2] for line in inside.read("/proc/self/cgroup").splitlines()} == {"/"}


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
