"""Returns dates, records, text and complex numbers, with the right numbers somewhere in them.

Arrays of real numbers cross, and no other.
"""
# score: 0
# says: an array of dtype datetime64[s]
# says: an array of dtype [('a', '<f8')]
# says: an array of dtype <U32
# says: an array of dtype complex128
import numpy as np


def double(x):
    return (2 * x).astype("M8[s]") if len(x) == 1 else (2 * x).astype([("a", "f8")])


def half(x):
    return float((x / 2).sum()), {"half": (x / 2).astype("U32" if len(x) == 3 else complex)}
