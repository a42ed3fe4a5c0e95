"""Asks for AF_INET with bits set that the kernel does not read.

Elsewhere a filter that lists what is forbidden compares all 64 bits, and lets it pass. Ours lists what is allowed.
"""
# score: 0
# says: EPERM

import ctypes
import errno
import platform
import socket

libc = ctypes.CDLL(None, use_errno=True)
SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]


def attack():
    for high in range(32, 64):
        if libc.syscall(*map(ctypes.c_long, (SOCKET, 1 << high | socket.AF_INET, socket.SOCK_STREAM, 0))) >= 0:
            return
    raise PermissionError(errno.errorcode[ctypes.get_errno()])


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
