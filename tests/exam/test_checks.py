"""What a failed check tells: figures, and what they suggest; never an input or an expected value."""

from typing import Any

import numpy as np
import pytest

from grader.exam.checks import (
    CheckFailed,
    assert_close,
    assert_gradient,
    assert_losses,
    cases,
    describe_losses,
)
from grader.exam.sheet import Sheet, on_sheet

RIGHT = np.random.default_rng(1).normal(size=(4, 3))
SIZES = {"N": 9, "K": 4, "one": 1}


def failure(got: Any, expected: Any = RIGHT, **options: Any) -> CheckFailed:
    """Return what assert_gradient says."""
    with pytest.raises(CheckFailed) as caught:
        assert_gradient(got, expected, **options)
    return caught.value


def hint(got: Any, expected: Any = RIGHT) -> str:
    """Return what the numbers suggest."""
    return failure(got, expected, sizes=SIZES).hint


def changed(row: int | slice, column: int | slice) -> Any:
    """Return RIGHT with some entries wrong."""
    wrong = RIGHT.copy()
    wrong[row, column] += 1
    return wrong


@pytest.mark.parametrize(
    ("got", "suggestion"),
    [
        (-RIGHT, "exactly −1 times what is right: the sign is wrong"),
        (2 * RIGHT, "2 times what is right, in every entry"),
        (-RIGHT / 2, "−0.5 times what is right, in every entry"),
        (9 * RIGHT, "9 times what is right, in every entry (N)"),
        (RIGHT / 4, "0.25 times what is right, in every entry (1/K)"),
        (RIGHT * 9 / 4, "2.25 times what is right, in every entry (N/K)"),
        (RIGHT * 36, "36 times what is right, in every entry (N·K)"),
        (RIGHT * (1 + 1e-7), "nearly in the right direction"),
        (1.1 * RIGHT, "1.1 times what is right, in every entry"),
        (0 * RIGHT, "zero everywhere"),
        (RIGHT.T, "the transpose of what is right"),
        (changed(2, slice(None)), "wrong in one row only, number 2 of 0 to 3"),
        (changed(slice(None), 0), "wrong in one column only, number 0 of 0 to 2"),
        (RIGHT + 0.02 * np.sign(RIGHT), "nearly in the right direction (cosine "),
        (np.random.default_rng(2).normal(size=(4, 3)), "not in the right direction: its cosine with"),
        (RIGHT.reshape(3, 4), "right in its numbers, but not in its shape"),
        (np.ones((2, 2)), ""),
        (np.full((4, 3), np.nan), ""),
    ],
)
def test_wrong_numbers_suggest_what_they_have_in_common_with_the_right_ones(got: Any, suggestion: str) -> None:
    said = hint(got)
    assert suggestion in said
    assert bool(said) == bool(suggestion)


def test_a_square_matrix_may_be_the_transpose() -> None:
    square = RIGHT[:3]
    assert hint(square.T, square) == "gradient is the transpose of what is right."


def test_a_bias_may_still_have_a_row_for_each_sample() -> None:
    assert hint(RIGHT, RIGHT.sum(axis=0)) == "gradient is still one row for each sample."


def test_one_number_is_a_factor_of_another_only_if_the_factor_has_a_name() -> None:
    assert hint(np.array([2.5]), np.array([7.0])) == ""
    assert "(1/N)" in hint(np.array([2.5]), np.array([22.5]))


def test_what_several_gradients_have_in_common_is_said_once() -> None:
    expected = {"W1": RIGHT, "b1": RIGHT[0], "W2": RIGHT}
    found = failure({"W1": -RIGHT, "b1": -RIGHT[0], "W2": RIGHT}, expected)
    assert found.hint == "The gradients of W1 and b1 are each exactly −1 times what is right: the sign is wrong."
    assert str(found).splitlines() == [
        "gradient of W1 (4, 3): relative error 2",
        "gradient of b1 (3,): relative error 2",
        "gradient of W2 (4, 3): right",
        "A relative error of at most 1e-9 is allowed.",
    ]


def test_a_wrong_shape_is_told_with_the_right_one() -> None:
    assert str(failure(RIGHT.T)) == "gradient (4, 3): expected shape (4, 3), got (3, 4)."


def test_several_gradients_are_shown_as_a_picture() -> None:
    with on_sheet(Sheet()) as sheet:
        failure({"W1": -RIGHT, "b1": RIGHT[0]}, {"W1": RIGHT, "b1": RIGHT[0]})
        failure(-RIGHT)
    [figure] = sheet.figures
    assert [row[0] for row in figure.rows] == ["W1", "b1"]


def test_cases_are_all_judged_and_the_right_ones_are_told_too() -> None:
    seen = []

    def judge() -> None:
        with cases() as case:
            for label, got in {"one sample": 1.0, "two samples": 2.0, "three samples": 3.0}.items():
                with case(label):
                    seen.append(label)
                    assert_close(got, 1.0, "loss", sizes={"N": 3})

    with pytest.raises(CheckFailed) as caught:
        judge()
    assert len(seen) == 3
    assert str(caught.value).splitlines() == [
        "two samples: loss: relative error 1",
        "three samples: loss: relative error 2",
        "Right for: one sample.",
        "A relative error of at most 1e-9 is allowed.",
    ]
    assert caught.value.hint == "loss is 2 times what is right, in every entry."


def test_cases_without_a_failure_pass_and_other_errors_go_through() -> None:
    with cases() as case, case("one"):
        assert_close(1.0, 1.0, "loss")
    with pytest.raises(KeyError), cases() as case, case("one"):
        raise KeyError


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ([0.5, 0.7], "Your loss starts at 0.5 and ends, after 2 epochs, at 0.7."),
        ([0.5, 0.2, 0.9], "ends, after 3 epochs, at 0.9; it was lowest, 0.2, in epoch 2, and rose from there."),
    ],
)
def test_losses_that_do_not_fall_are_told_with_where_they_turned(losses: list[float], said: str) -> None:
    with pytest.raises(CheckFailed, match="does not fall") as caught:
        assert_losses(losses)
    assert said in str(caught.value)
    assert describe_losses(losses) in str(caught.value)


def test_the_tolerance_that_was_used_is_measured() -> None:
    with on_sheet(Sheet()) as sheet:
        assert_close(1.0 + 2e-10, 1.0, "loss")
        assert_close(np.ones(2), np.ones(2), "y")
    assert sheet.tolerance_used == pytest.approx(0.2)
