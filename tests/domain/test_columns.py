"""What a column comes to."""

from decimal import Decimal

import pytest

from grader.domain.columns import Figures


@pytest.mark.parametrize(
    ("cents", "mean"),
    [
        ([10000], "100.00"),
        ([0, 10000], "50.00"),
        ([100, 0, 0], "0.33"),
        ([1, 2], "0.02"),  # half a cent is the students'
        ([30, 10, 20, 10000], "25.15"),
    ],
)
def test_a_mean_is_exact_to_the_cent(cents: list[int], mean: str) -> None:
    assert Figures.of(len(cents), len(cents), sum(cents)).mean == Decimal(mean)


def test_where_nothing_is_graded_there_is_no_mean() -> None:
    assert Figures.of(1, 0, None) == Figures(1)
