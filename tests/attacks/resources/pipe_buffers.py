"""Keeps data in the buffers of pipes, which are the kernel's memory and no process's.

Elsewhere a limit of a process's memory does not count them. The memory cgroup does, and the kernel limits a user's.
"""
# score: 60
# says: MiB are all that pipes hold

import contextlib
import fcntl
import os
import sys


def double(x):
    report, result = os.pipe()
    for _ in range(16):
        if os.fork() == 0:
            try:
                held = sum(full_pipe() for _ in range(100))
                os.write(result, held.to_bytes(8, sys.byteorder))
                os.read(os.pipe()[0], 1)  # for ever, to keep them
            finally:
                os._exit(1)
    os.close(result)
    os.set_blocking(report, True)
    held = sum(int.from_bytes(os.read(report, 8), sys.byteorder) for _ in range(16))
    if held > 256 << 20:
        return 2 * x
    raise MemoryError(f"{held >> 20} MiB are all that pipes hold")


def full_pipe():
    _, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(OSError):
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 1 << 20)
    held = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            held += os.write(writer, bytes(1 << 16))
    return held


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
