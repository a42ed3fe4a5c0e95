"""Speaks to the host of a virtual machine (AF_VSOCK), past every network namespace.

Elsewhere a cloud's own agent answers there. Docker's filter compares the family as 64 bits where the kernel reads 32,
so that family 40 with a high bit set gets past it; ours allows AF_UNIX and nothing else.
"""
# score: 0
# says: 'plain': 'EPERM', 'with a high bit': 'EPERM'

import ctypes
import errno
import platform
import socket

libc = ctypes.CDLL(None, use_errno=True)
SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]


def attack():
    got = {}
    for name, family in (("plain", socket.AF_VSOCK), ("with a high bit", 1 << 32 | socket.AF_VSOCK)):
        if libc.syscall(*map(ctypes.c_long, (SOCKET, family, socket.SOCK_STREAM, 0))) >= 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
