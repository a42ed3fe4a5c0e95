"""Starts processes that stay, one after another.

Elsewhere a few hundred are no trouble, and every other program of the user finds none left. Here the pids cgroup ends
it.
"""
# score: 60
# says: BlockingIOError: [Errno 11] Resource temporarily unavailable

import os
import time


def double(x):
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
