"""Reserves the host's asynchronous operations: 65536 for the whole machine by default.

Elsewhere the host's database finds none left. Docker's filter allows io_setup, ours does not.
"""
# score: 60
# says: EPERM

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
IO_SETUP = {"x86_64": 206, "aarch64": 0}[platform.machine()]


def double(x):
    if libc.syscall(ctypes.c_long(IO_SETUP), ctypes.c_long(30_000), ctypes.byref(ctypes.c_ulong())) == 0:
        return 2 * x
    raise PermissionError(errno.errorcode[ctypes.get_errno()])


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
