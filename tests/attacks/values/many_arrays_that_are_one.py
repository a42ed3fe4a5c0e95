"""Returns a list with ten thousand times the same large array, each of which alone is small enough.

Together they would be 600 GiB on the wire. Their sizes are added up before a byte is written.
"""
# score: 60
# says: its arrays are too large, 610351 MiB of at most 64.
import numpy as np

ONE = np.zeros(8_000_000)


def double(x):
    return [ONE] * 10_000


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
