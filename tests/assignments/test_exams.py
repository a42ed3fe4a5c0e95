"""The tests are tested: every assignment passes its audit; 100 seeds are for `grader audit`, one is for here."""

import pytest
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from grader.exam import assignment as assignments
from grader.exam import misconceptions
from grader.exam.audit import audit, subjects
from grader.settings import ROOT

EXAMS = {slug: assignments.load(ROOT / "assignments", slug) for slug in assignments.slugs(ROOT / "assignments")}
by_exam = pytest.mark.parametrize("exam", EXAMS.values(), ids=EXAMS.keys())


def test_the_five_assignments_are_there() -> None:
    assert set(EXAMS) >= {"adam", "backprop", "gradient_descent", "loss", "rnn"}


@by_exam
def test_an_assignment_passes_its_audit(exam: assignments.Assignment) -> None:
    found = audit(exam, [1], tick=lambda: None)
    assert found.breaches == []
    assert all(len(trials.reports) == 1 for trials in found.trials.values())


@by_exam
def test_an_audit_has_submissions_of_every_kind(exam: assignments.Assignment) -> None:
    kinds = [file.stem.split("_")[0] for file in subjects(exam)]
    assert all(kinds.count(kind) >= 3 for kind in ("right", "known", "unknown"))


@by_exam
def test_what_students_are_told_of_a_mistake_can_be_shown(exam: assignments.Assignment) -> None:
    for misconception in misconceptions.load(exam):
        assert len(misconception.title) <= 100, misconception.file
        assert misconception.title.endswith("."), misconception.file
        assert "See for yourself:" in misconception.text, misconception.file
        for formula in formulas(misconception.text):
            assert "\\" not in convert(formula), (misconception.file, formula)


def formulas(text: str) -> list[str]:
    """Return the formulas in Markdown."""
    tokens = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).parse(text)
    inline = [child for token in tokens for child in token.children or []]
    return [token.content for token in [*tokens, *inline] if token.type.startswith("math")]


@by_exam
def test_every_formula_of_a_specification_can_be_shown(exam: assignments.Assignment) -> None:
    assert formulas(exam.spec)
    for formula in formulas(exam.spec):
        assert "\\" not in convert(formula), formula


@by_exam
def test_a_specification_tells_of_every_function_and_of_the_points(exam: assignments.Assignment) -> None:
    for function in exam.functions.values():
        assert function.name in exam.spec
    for criterion in exam.criteria:
        assert f" {criterion.points} " in exam.spec, criterion.name
