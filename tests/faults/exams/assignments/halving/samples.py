import numpy as np


def test_double(solution):
    """One is doubled."""
    assert solution.double(np.ones(1)) == [2], "twice one is two"
