"""Returns arrays whose size is larger than any memory, or more than the 64 bits that it is counted in.

Strides of zero make them cheap to have. NumPy refuses to make the largest; the others are refused by their size.
"""
# score: 60
# says: double(x)
import numpy as np
from numpy.lib.stride_tricks import as_strided


def double(x):
    if len(x) == 1:
        return as_strided(np.zeros(1, np.int8), (1 << 31, 1 << 31), (0, 0))
    return as_strided(np.zeros(1, np.int8), (1 << 32, 1 << 32, 0), (0, 0, 0))


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
