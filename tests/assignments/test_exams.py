"""The tests are tested: the reference earns everything, the starter nothing, right solutions lose nothing."""

from pathlib import Path

import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from grader.domain.scoring import Outcome
from grader.exam import assignment as assignments
from grader.exam.trial import run_trial
from grader.settings import ROOT

EXAMS = {slug: assignments.load(ROOT / "assignments", slug) for slug in assignments.slugs(ROOT / "assignments")}
SUBMISSIONS = ROOT / "tests" / "submissions"
RIGHT = sorted(SUBMISSIONS.glob("*/right_*.py"))
WRONG = sorted(SUBMISSIONS.glob("*/wrong_*.py"))
by_exam = pytest.mark.parametrize("exam", EXAMS.values(), ids=EXAMS.keys())


def named(files: list[Path]) -> list[str]:
    """Return what pytest shows of *files*."""
    return [f"{file.parent.name} {file.stem}" for file in files]


def test_the_four_assignments_are_there() -> None:
    assert set(EXAMS) >= {"adam", "backprop", "loss", "rnn"}


@by_exam
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_reference_earns_everything(exam: assignments.Assignment, seed: int) -> None:
    report = run_trial(exam, exam.reference, seed)
    assert report.error is None
    assert [(test.name, test.message) for test in report.tests if test.outcome != Outcome.PASSED] == []
    assert report.score == 100


@by_exam
def test_the_starter_earns_nothing(exam: assignments.Assignment) -> None:
    report = run_trial(exam, exam.folder / "starter.py", seed=1)
    assert report.error is None
    assert report.score == 0


@pytest.mark.parametrize("file", RIGHT, ids=named(RIGHT))
def test_a_right_solution_in_another_style_loses_nothing(file: Path) -> None:
    report = run_trial(EXAMS[file.parent.name], file, seed=1)
    assert [(test.name, test.message) for test in report.tests if test.outcome != Outcome.PASSED] == []
    assert report.score == 100


@pytest.mark.parametrize("file", WRONG, ids=named(WRONG))
def test_a_wrong_solution_earns_some_points_and_a_message_for_the_others(file: Path) -> None:
    report = run_trial(EXAMS[file.parent.name], file, seed=1)
    assert report.score is not None
    assert 0 < report.score < 100
    assert all(test.message for test in report.tests if test.outcome != Outcome.PASSED)


@by_exam
def test_every_assignment_has_right_solutions_in_several_styles_and_a_wrong_one(exam: assignments.Assignment) -> None:
    assert len([file for file in RIGHT if file.parent.name == exam.slug]) >= 2
    assert [file for file in WRONG if file.parent.name == exam.slug]


@by_exam
def test_every_formula_of_a_specification_can_be_shown(exam: assignments.Assignment) -> None:
    tokens = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).parse(exam.spec)
    inline = [child for token in tokens for child in token.children or []]
    formulas = [token.content for token in [*tokens, *inline] if token.type.startswith("math")]
    assert formulas
    for formula in formulas:
        assert "\\" not in convert(formula), formula


@by_exam
def test_a_specification_tells_of_every_function_and_of_the_points(exam: assignments.Assignment) -> None:
    for function in exam.functions.values():
        assert function.name in exam.spec
    for criterion in exam.criteria:
        assert f" {criterion.points} " in exam.spec, criterion.name
