"""What a function returns is checked before a test sees it."""

import numpy as np
import pytest

from grader.errors import CallError
from grader.exam.returned import Returned, check_returned

LOSSES = [Returned("losses", "numbers")]


@pytest.mark.parametrize("value", [[0.5, 0.25], (0.5, np.float64(0.25)), np.array([0.5, 0.25])])
def test_losses_are_a_list_of_numbers(value: object) -> None:
    assert check_returned("train(X)", LOSSES, value) == [0.5, 0.25]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            [0.5, 8e307, float("inf"), float("nan")],
            "Number 3 of 4 is inf; the one before is 8e+307: it diverged there.",
        ),
        (np.array([np.nan]), "Number 1 of 1 is nan: it diverged there."),
        ([0.5, "a"], "It is a list of 2."),
        ([], "It is a list of 0."),
        (0.5, "It is the number 0.5."),
    ],
)
def test_losses_that_are_not_say_where_they_stop_being_so(value: object, said: str) -> None:
    with pytest.raises(CallError) as caught:
        check_returned("train(X)", LOSSES, value)
    assert str(caught.value) == f"losses, returned by train(X), must be a list of finite numbers, not empty. {said}"


def test_a_dict_with_something_else_than_arrays_in_it_says_which() -> None:
    with pytest.raises(
        CallError, match=r"grads, returned by f\(\), must be a dict of arrays. Its 'b' is the number 0.5."
    ):
        check_returned("f()", [Returned("grads", "arrays")], {"W": np.ones(2), "b": 0.5})
