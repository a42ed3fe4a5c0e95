"""Whether a submission has what is asked for."""

from collections.abc import Iterator

import pytest

from grader.domain.solution import Outline, SyntaxMistake, check_outline
from grader.errors import SubmissionError

ASKED = {"forward": "forward(x)", "backward": "backward(x, y)"}
LOSSES = ("Loss functions", ["loss", "gradient"])


def outline(*names: str, indirect: bool = False) -> Outline:
    return Outline(frozenset(names), indirect)


def refusal(found: Outline | SyntaxMistake, *others: tuple[str, list[str]]) -> SubmissionError:
    with pytest.raises(SubmissionError) as raised:
        check_outline(found, ASKED, others)
    return raised.value


@pytest.mark.parametrize(
    "found",
    [None, outline("forward", "backward"), outline("forward", "backward", "more"), outline(indirect=True)],
)
def test_what_has_all_functions_or_may_have_them_is_accepted(found: Outline | None) -> None:
    check_outline(found, ASKED, [])


def test_missing_functions_are_named_as_they_are_asked_for() -> None:
    error = refusal(outline("forward", "back_ward"), LOSSES)
    assert error.kind == "missing_function"
    assert "This function is asked for and missing:\n\n    def backward(x, y):\n\n" in str(error)
    assert "There is back_ward: is that backward?" in str(error)
    both = str(refusal(outline("x"), LOSSES))
    assert "These 2 functions are" in both
    assert "    def forward(x):\n    def backward(x, y):\n" in both


def test_the_solution_of_another_assignment_is_recognised() -> None:
    error = refusal(outline("loss", "gradient", "np"), ("Adam", ["step"]), LOSSES)
    assert error.kind == "wrong_assignment"
    assert "looks like the solution of “Loss functions”" in str(error)


@pytest.mark.parametrize("names", [["loss"], ["loss", "gradient", "forward"]])
def test_half_of_another_assignment_or_of_this_one_is_no_other(names: list[str]) -> None:
    assert refusal(outline(*names), LOSSES).kind == "missing_function"


def test_the_other_assignments_are_looked_at_only_when_nothing_is_there() -> None:
    def others() -> Iterator[tuple[str, list[str]]]:
        raise AssertionError
        yield LOSSES

    check_outline(outline("forward", "backward"), ASKED, others())
    with pytest.raises(SubmissionError, match="backward"):
        check_outline(outline("forward"), ASKED, others())


def test_while_the_assignment_is_broken_nothing_is_missing() -> None:
    check_outline(outline("x"), {}, [LOSSES, ("Anything", [])])


def test_a_mistake_in_the_syntax_is_shown_with_its_line() -> None:
    error = refusal(SyntaxMistake(3, "expected ':'", "  for i in x"))
    assert error.kind == "syntax_error"
    assert str(error).startswith("Line 3 is not valid Python: expected ':'.\n\n    for i in x\n\n")
    assert str(refusal(SyntaxMistake(None, "no", ""))).startswith("The file is not valid Python: no.\n\nOften")
