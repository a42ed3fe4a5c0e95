"""Starts threads that stay, one after another.

Elsewhere a thousand are no trouble. Threads count as processes do in the pids cgroup.
"""
# score: 60
# says: can't start new thread

import threading
import time


def double(x):
    threading.stack_size(1 << 16)
    for _ in range(1000):
        threading.Thread(target=time.sleep, args=[60], daemon=True).start()
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
