"""Returns a list with ten thousand times the same large array, each of which alone is small enough.

Together they are 600 GiB on the wire. The memory of the container is its own limit.
"""
# score: 60
# says: 256 MiB of memory
import numpy as np

ONE = np.zeros(8_000_000)


def double(x):
    return [ONE] * 10_000


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
