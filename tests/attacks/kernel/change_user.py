"""Becomes root: by the calls that change user, group and capabilities.

Elsewhere a container runs as root to begin with. Here it has no capability, and the filter knows none of the calls.
"""
# score: 0
# says: {'setuid': 'EPERM', 'setresuid': 'EPERM', 'setgid': 'EPERM', 'setgroups': 'EPERM', 'capset': 'EPERM'}

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack():
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    every = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
    tries = {
        "setuid": lambda: os.setuid(0),
        "setresuid": lambda: os.setresuid(0, 0, 0),
        "setgid": lambda: os.setgid(0),
        "setgroups": lambda: os.setgroups([0]),
        "capset": lambda: checked(libc.capset(ctypes.byref(header), ctypes.byref(every))),
    }
    got = {}
    for name, act in tries.items():
        try:
            act()
            return
        except OSError as error:
            got[name] = errno.errorcode[error.errno]
    raise PermissionError(got)


def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), "")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
