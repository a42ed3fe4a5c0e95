"""A submission that tries its limits: sent into a container as a student's file is, and never imported outside of one.

It is bounded itself: on a host that enforces nothing, it takes little more than a submission may.
"""

import ctypes
import errno
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

PR_GET_NO_NEW_PRIVS = 39
REFUSED = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EHOSTUNREACH, errno.EACCES, errno.EPERM}


def identity() -> dict[str, str]:
    """Return which container this is, and what is in it."""
    release = dict(line.split("=", 1) for line in _lines("/etc/os-release") if "=" in line)
    system = release.get("PRETTY_NAME", "unknown").strip('"')
    return {"name": os.uname().nodename, "python": sys.version.split()[0], "numpy": np.__version__, "system": system}


def clock() -> float:
    """Return the time of day."""
    return time.time()


def swap_mib() -> int:
    """Return how much swap the host has."""
    return _kib("/proc/meminfo", "SwapTotal") >> 10


def allocate(mib: int) -> dict[str, int]:
    """Fill *mib* of memory; return what of this process is in memory, and what in swap."""
    kept = [bytearray(b"\1") * (1 << 20) for _ in range(mib)]
    return {
        "filled": len(kept),
        "resident": _kib("/proc/self/status", "VmRSS") >> 10,
        "swapped": _kib("/proc/self/status", "VmSwap") >> 10,
    }


def burn(processes: int, seconds: float) -> float:
    """Keep *processes* busy for *seconds*; return the CPU time that was used before."""
    before = time.process_time()
    end = time.monotonic() + seconds
    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            while time.monotonic() < end:
                pass
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return before


def fork(at_most: int) -> tuple[int, str | None]:
    """Start processes until that is refused; return how many, and the refusal."""
    children: list[int] = []

    def start() -> None:
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)
        children.append(child)

    found = _until_refused(start, at_most)
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return found


def network(addresses: list[tuple[str, int]]) -> dict[str, list[str]]:
    """Return the interfaces that are up, but for lo, and the *addresses* that are not refused at once."""
    names = [name for _, name in socket.if_nameindex()]
    up = [name for name in names if name != "lo" and int(_lines(f"/sys/class/net/{name}/flags")[0], 16) & 1]
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM)
    reached = [f"{host}:{port}" for host, port in addresses if any(_reaches(host, port, kind) for kind in kinds)]
    return {"up": up, "reached": reached}


def root_is_read_only() -> bool:
    """Say whether the root is mounted read-only."""
    mounts = [line.split() for line in _lines("/proc/self/mounts")]
    return ["ro" in mount[3].split(",") for mount in mounts if mount[1] == "/"][-1:] == [True]


def writable(folders: list[str]) -> list[str]:
    """Return in which of *folders* a file can be made."""
    return [folder for folder in folders if _until_refused(lambda: _write(f"{folder}/probe"), 1)[1] is None]  # noqa: B023


def fill(folder: str, at_most_mib: int) -> tuple[int, str | None]:
    """Write to *folder* until that is refused; return how many MiB, and the refusal."""
    path = Path(folder, "big")
    with path.open("wb", buffering=0) as file:
        found = _until_refused(lambda: _write_all(file.fileno(), bytes(1 << 20)), at_most_mib)
    path.unlink()
    return found


def name(folder: str, at_most: int) -> tuple[int, str | None]:
    """Make empty files in *folder* until that is refused; return how many, and the refusal."""
    paths = [Path(folder, f"name{number}") for number in range(at_most)]
    waiting = iter(paths)
    found = _until_refused(lambda: next(waiting).touch(), at_most)
    for path in paths[: found[0]]:
        path.unlink()
    return found


def open_files(at_most: int) -> tuple[int, str | None]:
    """Open descriptors until that is refused; return how many are open, and the refusal."""
    before = len(os.listdir("/proc/self/fd")) - 1  # noqa: PTH208 - one of them is the listing's own
    made: list[int] = []
    count, refusal = _until_refused(lambda: made.append(os.dup(1)), at_most)
    for descriptor in made:
        os.close(descriptor)
    return before + count, refusal


def core_dumps() -> dict[str, Any]:
    """Return how large a core dump may be, and what the kernel does with one."""
    pattern = Path("/proc/sys/kernel/core_pattern")
    to = pattern.read_text().strip() if pattern.exists() else ""
    return {"limit": list(resource.getrlimit(resource.RLIMIT_CORE)), "to": to}


def privileges() -> dict[str, Any]:
    """Return who this process is, and what it may do."""
    status = dict(line.split(":\t", 1) for line in _lines("/proc/self/status") if ":\t" in line)
    return {
        "users": status["Uid"].split(),
        "capabilities": {name: status[name] for name in status if name.startswith("Cap")},
        "no_new_privileges": ctypes.CDLL(None).prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
        "filtered": status.get("Seccomp") == "2",
    }


def _until_refused(act: Callable[[], object], at_most: int) -> tuple[int, str | None]:
    for count in range(at_most):
        try:
            act()
        except OSError as error:
            return count, errno.errorcode.get(error.errno or 0, "OSError")
    return at_most, None


def _reaches(host: str, port: int, kind: socket.SocketKind) -> bool:
    """Begin to connect, without waiting for an answer: no route is refused at once."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as connection:
            connection.settimeout(0)
            return connection.connect_ex((host, port)) not in REFUSED
    except OSError:
        return False


def _write(path: str) -> None:
    with open(path, "w"):  # noqa: PTH123
        pass


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def _kib(path: str, name: str) -> int:
    values = [int(line.split()[1]) for line in _lines(path) if line.startswith(f"{name}:")]
    return values[0] if values else 0
