"""A known mistake is named where its numbers are the student's, and nowhere else."""

import time
from pathlib import Path

import pytest

from grader.exam import diagnosis
from grader.exam.report import Report
from tests.exam.tiny import RIGHT, the_test, trial, write_misconceptions

TRIPLE = RIGHT.replace("return 2 * x", "return 3 * x")
PLAIN = RIGHT.replace("return 2 * x", "return x")
THIRD = RIGHT.replace("x / 2", "x / 3")
IN_ANOTHERS_HAND = TRIPLE.replace("return 3 * x", "return sum([x, x, x])")


def named(report: Report) -> dict[str, tuple[str, ...]]:
    """Return what each failed test is named after."""
    assert report.error is None
    return {test.name.split("::")[1]: test.misconceptions for test in report.tests if test.outcome != "passed"}


def judging(*lines: str) -> str:
    """Return a hidden test of the criterion double with a body of *lines*."""
    return "\n    ".join(["@double\ndef test_it(student, rng):\n    '''T'''", "x = rng.normal(size=5)", *lines]) + "\n"


def test_a_known_mistake_is_named_whoever_wrote_it_and_explained_once(exams: Path) -> None:
    write_misconceptions(exams, {"triple": ("double", TRIPLE), "plain": ("double", PLAIN)})
    report = trial(exams, IN_ANOTHERS_HAND)
    assert named(report) == {"test_double[one number]": ("triple",), "test_double[seven]": ("triple",)}
    [explanation] = report.explanations
    assert explanation.title == "You made the mistake triple."
    assert explanation.text == "This is why: $1 + 1 = 2$."
    assert explanation.converges is None


def test_a_right_answer_and_a_mistake_of_no_known_kind_are_named_nothing(exams: Path) -> None:
    write_misconceptions(exams, {"triple": ("double", TRIPLE)})
    assert trial(exams, RIGHT).explanations == ()
    unknown = RIGHT.replace("return 2 * x", "return 3 * x + 1e-6")
    assert set(named(trial(exams, unknown)).values()) == {()}


def test_mistakes_in_different_functions_are_each_named_in_their_own_place(exams: Path) -> None:
    write_misconceptions(exams, {"triple": ("double", TRIPLE), "third": ("half", THIRD)})
    report = trial(exams, TRIPLE.replace("x / 2", "x / 3"))
    assert named(report) == {
        "test_double[one number]": ("triple",),
        "test_double[seven]": ("triple",),
        "test_half": ("third",),
        "test_half_can_be_added": (),  # an assert of its own judges nothing that could be compared
    }


def test_all_that_was_judged_has_to_agree(exams: Path) -> None:
    write_misconceptions(exams, {"triple": ("double", TRIPLE)})
    hidden = judging(
        "with cases() as case:",
        "    for size in (1, 2):",
        "        x = rng.normal(size=size)",
        "        with case(f'{size}'): assert_close(student.double(x), 2 * x, 'y')",
    )
    at_size_1 = RIGHT.replace("return 2 * x", "return 3 * x if len(x) == 1 else 2 * x")
    assert the_test(trial(exams, at_size_1, hidden=hidden)).misconceptions == ()
    assert the_test(trial(exams, TRIPLE, hidden=hidden)).misconceptions == ("triple",)


def test_two_that_the_inputs_cannot_tell_apart_are_both_told(exams: Path) -> None:
    sums = RIGHT.replace("return 2 * x", "return x + 2 * x")
    write_misconceptions(exams, {"triple": ("double", TRIPLE), "sums": ("double", sums)})
    assert named(trial(exams, TRIPLE))["test_double[seven]"] == ("sums", "triple")


def test_of_two_that_agree_somewhere_only_the_one_that_explains_more_is_told(exams: Path) -> None:
    only_short = RIGHT.replace("return 2 * x", "return 3 * x if len(x) == 1 else 4 * x")
    write_misconceptions(exams, {"a_short": ("double", only_short), "triple": ("double", TRIPLE)})
    assert set(named(trial(exams, TRIPLE)).values()) == {("triple",)}


def test_a_mistake_that_fails_what_the_student_passes_comes_second(exams: Path) -> None:
    more = THIRD.replace("return 2 * x", "return x + 2 * x")
    write_misconceptions(exams, {"a_more": ("double, half", more), "triple": ("double", TRIPLE)})
    assert set(named(trial(exams, TRIPLE)).values()) == {("triple",)}


def test_nan_alone_proves_nothing(exams: Path) -> None:
    nan = RIGHT.replace("return 2 * x", "return x * float('nan')")
    write_misconceptions(exams, {"nan": ("double", nan)})
    assert set(named(trial(exams, nan)).values()) == {()}


def test_nan_is_named_if_the_mistake_is_proven_elsewhere(exams: Path) -> None:
    sometimes = RIGHT.replace("return 2 * x", "return x * float('nan') if len(x) == 1 else 3 * x")
    write_misconceptions(exams, {"sometimes": ("double", sometimes)})
    assert set(named(trial(exams, sometimes)).values()) == {("sometimes",)}


@pytest.mark.parametrize("check", ["assert_at_least(float(np.sum(y > 10)), 3, 'n')", "fail('no')"])
def test_a_figure_that_many_mistakes_lead_to_proves_nothing(exams: Path, check: str) -> None:
    write_misconceptions(exams, {"plain": ("double", PLAIN)})
    hidden = judging("y = student.double(x)", check)
    assert the_test(trial(exams, PLAIN, hidden=hidden)).misconceptions == ()


def test_many_numbers_that_nobody_knows_the_right_ones_of_are_a_proof(exams: Path) -> None:
    write_misconceptions(exams, {"plain": ("double", PLAIN)})
    hidden = judging("assert_params({'y': student.double(x)}, {'y': (5,)})", "fail('no')")
    assert the_test(trial(exams, PLAIN, hidden=hidden)).misconceptions == ("plain",)


def test_who_is_nearly_right_is_not_taken_for_another_who_is_nearly_right(exams: Path) -> None:
    near, as_near = (RIGHT.replace("return 2 * x", f"return {factor} * x") for factor in ("2.000000006", "2.000000007"))
    write_misconceptions(exams, {"near": ("double", near)})
    assert set(named(trial(exams, as_near)).values()) == {()}
    assert set(named(trial(exams, near)).values()) == {("near",)}


def test_a_hint_is_given_only_where_no_mistake_is_known(exams: Path) -> None:
    hint = "is 1.5 times what is right"
    assert hint in trial(exams, TRIPLE).tests[1].message
    write_misconceptions(exams, {"triple": ("double", TRIPLE)})
    assert hint not in trial(exams, TRIPLE).tests[1].message


@pytest.mark.parametrize(
    "code",
    [
        "raise RuntimeError('on import')\n",
        RIGHT.replace("return 2 * x", "raise RuntimeError"),
        RIGHT.replace("return 2 * x", "return None"),
        RIGHT.replace("return 2 * x", "return 'text'"),
    ],
)
def test_a_broken_misconception_is_never_named_and_harms_nobody(exams: Path, code: str) -> None:
    write_misconceptions(exams, {"a_broken": ("double", code), "triple": ("double", TRIPLE)})
    assert set(named(trial(exams, TRIPLE)).values()) == {("triple",)}


def test_a_diagnosis_that_takes_too_long_is_given_up(exams: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "BUDGET_S", 0.3)
    endless = RIGHT.replace("return 2 * x", "while True: pass")
    write_misconceptions(exams, {"a_endless": ("double", endless), "triple": ("double", TRIPLE)})
    start = time.process_time()
    report = trial(exams, TRIPLE)
    assert set(named(report).values()) == {()}
    assert report.score == 60
    assert time.process_time() - start < 2
