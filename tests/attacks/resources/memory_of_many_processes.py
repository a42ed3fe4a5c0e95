"""Takes memory in many processes, each of them modest.

Elsewhere a limit of a process (RLIMIT_AS) lets this pass. A cgroup counts all processes of the container together.
"""
# score: 60
# says: were killed

import os
import time


def double(x):
    children = [child() for _ in range(16)]
    ends = [os.waitpid(pid, 0)[1] for pid in children]
    if not any(ends):
        return 2 * x
    raise MemoryError(f"{sum(map(bool, ends))} of {len(ends)} processes were killed")


def child():
    pid = os.fork()
    if pid == 0:
        block = b"\1" * (64 << 20)
        time.sleep(0.5)
        os._exit(block[0] - 1)
    return pid


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
