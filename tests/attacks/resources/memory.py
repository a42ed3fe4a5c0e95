"""Takes memory and touches every page of it.

Elsewhere the machine begins to swap, or the kernel ends some other program. The memory cgroup ends this one, swap is
none, and the student is told by how much they may go.
"""
# score: 60
# says: Your code used more than the 256 MiB of memory that it has.

import numpy as np


def double(x):
    kept = [np.ones(1 << 20) for _ in range(200)]  # 1.6 GiB
    return 2 * x * kept[0][0]


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
