"""Fetches open files out of other processes with pidfd_getfd, and compares them with kcmp.

Elsewhere one may with the processes of one's user. The system call filter knows no pidfd at all.
"""
# score: 0
# says: {'pidfd_open': 'EPERM', 'pidfd_getfd': 'EPERM', 'kcmp': 'EPERM', 'process_madvise': 'EPERM'}

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
CALLS = {
    "pidfd_open": (434, 1, 0),
    "pidfd_getfd": (438, 0, 0, 0),
    "kcmp": ({"x86_64": 312, "aarch64": 272}[platform.machine()], 1, 1, 0, 0, 0),
    "process_madvise": (440, 0, 0, 0, 21, 0),
}


def attack():
    got = {}
    for name, arguments in CALLS.items():
        if libc.syscall(*map(ctypes.c_long, arguments)) >= 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()].replace("ENOSYS", "EPERM")
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
