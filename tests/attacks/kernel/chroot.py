"""Changes its root, and climbs out of it, as the classic escape from chroot goes.

Elsewhere root may, in a container as well. Here nobody is root, and the filter knows neither chroot nor pivot_root.
"""
# score: 0
# says: {'chroot': 'EPERM', 'pivot_root': 'EPERM'}

import ctypes
import errno
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}[platform.machine()]


def attack():
    got = {}
    os.makedirs("/tmp/jail/old", exist_ok=True)
    if libc.chroot(b"/tmp/jail") == 0:
        return
    got["chroot"] = errno.errorcode[ctypes.get_errno()]
    if libc.syscall(ctypes.c_long(PIVOT_ROOT), b"/tmp/jail", b"/tmp/jail/old") == 0:
        return
    got["pivot_root"] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
