"""Asks for the habits of other systems: no random addresses, readable means executable, 32-bit Linux.

Elsewhere that makes exploits easier. The system call filter does not know personality.
"""
# score: 0
# says: EPERM

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


def attack():
    for habit in (0x0040000, 0x0400000, 0x0100000, 0x0000008, 0x0020000, 0xFFFFFFFF):
        if libc.personality(ctypes.c_ulong(habit)) >= 0:
            return
    raise PermissionError(errno.errorcode[ctypes.get_errno()])


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
