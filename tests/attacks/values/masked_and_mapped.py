"""Returns a masked array, whose masked entries are equal to everything, and an array that is a file.

A masked comparison is neither true nor false. Both are subclasses, and refused with the way out.
"""
# score: 60
# says: a numpy.ma.MaskedArray is not a plain array: return np.asarray(...) of it
# says: a numpy.memmap is not a plain array
import numpy as np


def double(x):
    if len(x) == 1:
        return np.ma.masked_all(x.shape)
    mapped = np.memmap("/tmp/map", dtype=float, mode="w+", shape=x.shape)
    mapped[:] = 2 * x
    return mapped


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
