"""Kills every process that it can see, in one call, and its group, and its parent.

Elsewhere the grader, of the same user, is among them. Here it sees process 1 and itself, and nothing in its namespace
can kill process 1.
"""
# score: 0
# says: process 1 is still here

import contextlib
import os
import signal
import time


def attack():
    for target in (-1, 1, os.getppid()):
        with contextlib.suppress(OSError):
            os.kill(target, signal.SIGKILL)
    for process in range(2, 500):
        if process != os.getpid():
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
    time.sleep(0.2)
    raise PermissionError("process 1 is still here" if os.path.exists("/proc/1") else "process 1 is gone")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
