"""Grade events fold into what counts."""

from decimal import Decimal

from grader.domain.gradebook import NOTHING, Result, fold


def test_nothing_graded_is_not_zero() -> None:
    assert fold([]) == NOTHING == Result(None, None)


def test_the_best_attempt_counts() -> None:
    assert fold([(1, Decimal(40)), (2, Decimal(90)), (3, Decimal(70))]) == Result(Decimal(90), 2)


def test_of_equal_attempts_the_first_counts() -> None:
    assert fold([(2, Decimal(90)), (1, Decimal(90))]) == Result(Decimal(90), 1)


def test_a_regrade_replaces_the_grade_of_its_attempt() -> None:
    events = [(1, Decimal(90)), (2, Decimal(60)), (1, Decimal(50))]
    assert fold(events) == Result(Decimal(60), 2)


def test_a_zero_is_a_grade() -> None:
    assert fold([(1, Decimal(0))]) == Result(Decimal(0), 1)
