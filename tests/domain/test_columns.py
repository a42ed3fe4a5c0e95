"""What a column comes to."""

from decimal import Decimal

import pytest

from grader.domain.columns import Figures, Share


@pytest.mark.parametrize(
    ("cents", "mean", "median"),
    [
        ([10000], "100.00", "100.00"),
        ([0, 10000], "50.00", "50.00"),
        ([100, 0, 0], "0.33", "0.00"),
        ([1, 2], "0.02", "0.02"),  # half a cent is the students'
        ([30, 10, 20, 10000], "25.15", "0.25"),
    ],
)
def test_mean_and_median_are_exact_to_the_cent(cents: list[int], mean: str, median: str) -> None:
    found = Figures.of(Share(each, cents.count(each), cents.count(each)) for each in set(cents))
    assert (found.mean, found.median) == (Decimal(mean), Decimal(median))


def test_who_waits_has_handed_in_and_who_was_given_a_score_by_hand_is_graded() -> None:
    assert Figures.of([Share(None, 2, 2), Share(5000, 1, 0), Share(10000, 1, 1)]) == Figures(
        3, 2, Decimal(75), Decimal(75)
    )


def test_where_nothing_is_graded_there_is_no_mean() -> None:
    assert Figures.of([Share(None, 1, 1)]) == Figures(1)
    assert Figures.of([]) == Figures()
