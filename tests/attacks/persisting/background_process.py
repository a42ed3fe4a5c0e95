"""Starts a process that belongs to nobody (two forks, a session of its own), and looks for one of an earlier run.

Elsewhere it outlives the run, and watches the next. Here it dies with the first process of the container's namespace.
"""
# score: 0
# says: nothing of an earlier run; planted: 1

import contextlib
import ctypes
import glob
import os
import time

NAME = "left-behind"
PR_SET_NAME = 15


def processes():
    for path in glob.glob("/proc/[0-9]*/comm"):
        with contextlib.suppress(OSError), open(path) as file:
            if file.read().strip() == NAME:
                yield path


def plant():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(PR_SET_NAME, NAME.encode(), 0, 0, 0)
            time.sleep(3600)
        os._exit(0)
    os.wait()


FOUND = list(processes())
plant()
time.sleep(0.1)
PLANTED = len(list(processes()))


def double(x):
    if FOUND:
        return 2 * x
    raise LookupError(f"nothing of an earlier run; planted: {PLANTED}")


def half(x):
    return float(double(x).sum()) / 4, {"half": double(x) / 4}
