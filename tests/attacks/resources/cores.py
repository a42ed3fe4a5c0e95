"""Spins in as many processes as there may be, to get more than one core.

Elsewhere the other submissions on the machine are slowed, and time out. The CPU cgroup gives a container one core.
"""
# score: 60
# says: CPU seconds in a second

import os
import resource
import signal
import time


def double(x):
    start, before = time.monotonic(), cpu_of_children()
    children = [spinner() for _ in range(32)]
    time.sleep(0.6)
    for child in children:
        os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    share = (cpu_of_children() - before) / (time.monotonic() - start)
    if share > 1.4:
        return 2 * x
    raise RuntimeError(f"32 processes got {share:.1f} CPU seconds in a second")


def cpu_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spinner():
    child = os.fork()
    while child == 0:
        pass
    return child


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
