"""Makes a user namespace, in which it has every capability, by unshare, by clone and by clone3.

Elsewhere anyone may, and most exploits of the kernel begin there. The filter refuses the flags; clone3, whose flags it
cannot see, it denies exists.
"""
# score: 0
# says: {'unshare': 'EPERM', 'clone': 'EPERM', 'clone3': 'ENOSYS'}

import ctypes
import errno
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)
CLONE = {"x86_64": 56, "aarch64": 220}[platform.machine()]
NEW_USER, NEW_NET = 0x10000000, 0x40000000


def attack():
    arguments = (ctypes.c_ulong * 11)(NEW_USER | NEW_NET, 0, 0, 0, signal.SIGCHLD)
    tries = {
        "unshare": lambda: libc.unshare(NEW_USER | NEW_NET),
        "clone": lambda: libc.syscall(*map(ctypes.c_long, (CLONE, NEW_USER | NEW_NET | signal.SIGCHLD, 0, 0, 0, 0))),
        "clone3": lambda: libc.syscall(ctypes.c_long(435), ctypes.byref(arguments), ctypes.c_long(88)),
    }
    got = {}
    for name, act in tries.items():
        result = act()
        if result == 0 and name != "unshare":
            os._exit(0)  # the child
        if result >= 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
