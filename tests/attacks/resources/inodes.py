"""Makes empty files until no further one can be made.

Elsewhere a disk has space and no names left, which few watch. Here /tmp has 1024 names.
"""
# score: 60
# says: [Errno 28] No space left on device

import os


def double(x):
    os.makedirs("/tmp/names", exist_ok=True)
    for number in range(5000):
        open(f"/tmp/names/{os.getpid()}-{number}", "w").close()
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
