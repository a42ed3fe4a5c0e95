"""Takes precedence: a better nice value, real-time scheduling, the disk's first class.

Elsewhere a program that runs as root slows all others. The filter knows none of the calls. Which core it is on it may
choose: it has the time of one in all, wherever that is.
"""
# score: 0
# says: {'nice': 'EPERM', 'real time': 'EPERM', 'deadline': 'EPERM', 'disk': 'EPERM'}

import ctypes
import errno
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
IOPRIO_SET, SCHED_SETATTR = {"x86_64": (251, 314), "aarch64": (30, 274)}[platform.machine()]
TRIES = {
    "nice": lambda: os.setpriority(os.PRIO_PROCESS, 0, -20),
    "real time": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    "deadline": lambda: checked(libc.syscall(ctypes.c_long(SCHED_SETATTR), 0, ctypes.create_string_buffer(48), 0)),
    "disk": lambda: checked(libc.syscall(ctypes.c_long(IOPRIO_SET), 1, 0, 1 << 13)),
}


def attack():
    got = {}
    for name, act in TRIES.items():
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
