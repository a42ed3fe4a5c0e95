"""Prints without end from processes of its own, past Python's buffers, to both outputs.

Elsewhere a limit in sys.stdout is not theirs. Here both outputs of all processes are one socket with one limit.
"""
# score: 60
# says: double(x) took too long
# says: more was printed; the first 64 KiB are kept

import os


def double(x):
    for _ in range(8):
        if os.fork() == 0:
            while True:
                os.write(1, b"out\n" * 1000)
                os.write(2, b"err\n" * 1000)
    os.wait()
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
