"""Returns right numbers in 80 bits each, which not every machine can read.

They are refused by their name; the message says which kinds there are.
"""
# score: 60
# says: an array of dtype float128
import numpy as np


def double(x):
    return (2 * x).astype(np.longdouble)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
