"""Returns NaN and infinity, with which every comparison is false, "is too far away" included.

A check has to be written the right way round: an error is allowed if it is small, not refused if it is large.
"""
# score: 0
# says: y (1,): contains NaN.
# says: y (7,): contains infinity.
# says: value: contains NaN.
import numpy as np


def double(x):
    return np.full_like(x, np.nan if len(x) == 1 else np.inf)


def half(x):
    return float("nan"), {"half": np.full_like(x, np.nan)}
