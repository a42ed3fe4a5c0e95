"""Leaves what the kernel keeps without a process: shared memory, queues, keys, locks, sockets without a file.

Elsewhere they stay until the machine restarts. Here the namespaces end with the container, and the filter knows no call
that makes them.
"""
# score: 0
# says: nothing of an earlier run; planted: []

import contextlib
import ctypes
import os
import platform
import socket

libc = ctypes.CDLL(None, use_errno=True)
ADD_KEY = {"x86_64": 248, "aarch64": 217}[platform.machine()]
KEY, CREATE, USER_KEYRING = 77, 0o1000, -4
PLANTERS = {
    "shared memory": lambda: libc.shmget(KEY, 4096, CREATE | 0o666),
    "semaphores": lambda: libc.semget(KEY, 1, CREATE | 0o666),
    "messages": lambda: libc.msgget(KEY, CREATE | 0o666),
    "queue": lambda: libc.mq_open(b"/left-behind", os.O_CREAT | os.O_RDWR, 0o666, None),
    "key": lambda: libc.syscall(ctypes.c_long(ADD_KEY), b"user", b"left", b"behind", ctypes.c_size_t(6), USER_KEYRING),
}


def answers(name):
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
        caller.connect(name)
        return True
    return False


def listens(name):
    with contextlib.suppress(OSError):
        KEPT.append(socket.socket(socket.AF_UNIX))
        KEPT[-1].bind(name)
        KEPT[-1].listen()
        return True
    return False


KEPT = []
FOUND = [name for name, find in (
    ("shared memory", lambda: libc.shmget(KEY, 0, 0) >= 0),
    ("messages", lambda: libc.msgget(KEY, 0) >= 0),
    ("queue", lambda: libc.mq_open(b"/left-behind", os.O_RDONLY) >= 0),
    ("socket", lambda: answers("\0left-behind")),
    ("named socket", lambda: answers("/tmp/left-behind")),
) if find()]  # fmt: skip
PLANTED = [name for name, plant in PLANTERS.items() if plant() >= 0]
PLANTED += [name for name in ("\0left-behind", "/tmp/left-behind") if listens(name)]


def double(x):
    if FOUND:
        return 2 * x
    raise LookupError(f"nothing of an earlier run; planted: {PLANTED}")


def half(x):
    return float(double(x).sum()) / 4, {"half": double(x) / 4}
