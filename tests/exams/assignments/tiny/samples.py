"""Sample tests of the tiny assignment."""

import numpy as np
import solution


def test_double():
    """Twice three is six."""
    assert solution.double(3) == 6, "twice three is six"


def test_half():
    """Half of everything, and its sum."""
    total, halves = solution.half(np.array([2.0, 4.0]))
    assert total == 3, f"1 and 2 sum to 3, not to {total}"
    assert list(halves["half"]) == [1, 2], f"half of 2 and 4 is 1 and 2, not {halves['half']}"
