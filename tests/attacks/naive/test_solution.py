"""The hidden tests of the tiny assignment, as most courses write them."""

import numpy as np
import pytest
import reference
import solution


@pytest.fixture
def x():
    return np.random.default_rng().normal(size=7)


def test_double(x):
    assert np.allclose(solution.double(x), reference.double(x))


def test_half(x):
    value, parts = solution.half(x)
    expected_value, expected_parts = reference.half(x)
    assert value == pytest.approx(expected_value)
    assert np.allclose(parts["half"], expected_parts["half"])
