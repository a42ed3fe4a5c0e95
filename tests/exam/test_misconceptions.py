"""The files of misconceptions: what is in them, and what is wrong with them."""

from pathlib import Path

import pytest

from grader.errors import AuthorError
from grader.exam import assignment as assignments
from grader.exam.misconceptions import load
from tests.exam.tiny import write_misconceptions

DOCSTRING = '"""You did it.\n\nBecause.\n"""\n'


def tiny(exams: Path) -> assignments.Assignment:
    return assignments.load(exams / "assignments", "tiny")


def test_a_misconception_has_a_title_a_text_and_criteria(exams: Path) -> None:
    write_misconceptions(exams, {"b": ("double, half", ""), "a": ("half", "")})
    first, second = load(tiny(exams))
    assert (first.slug, first.fails) == ("a", ("half",))
    assert (second.title, second.text) == ("You made the mistake b.", "This is why: $1 + 1 = 2$.")
    assert second.fails == ("double", "half")


def test_without_a_folder_there_are_none(exams: Path) -> None:
    assert load(tiny(exams)) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("def f(:\n", r"broken\.py: invalid syntax"),
        ("x = 1\n", r"broken\.py:1: needs a docstring"),
        ('"""Only a title."""\n# fails: half\n', r"broken\.py:1: needs a docstring: a title"),
        (DOCSTRING + "x = 1\n", r"broken\.py:5: the line after the docstring has to be '# fails:"),
        (DOCSTRING, r"broken\.py:5: the line after the docstring"),
        (DOCSTRING + "# fails: none\n", r"broken\.py:5: no criterion is called 'none'; there are double, half"),
        (DOCSTRING + "# fails: half; training converges\n", r"broken\.py:5: .* nothing is trained"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(exams: Path, source: str, complaint: str) -> None:
    folder = exams / "assignments" / "tiny" / "misconceptions"
    folder.mkdir()
    (folder / "broken.py").write_text(source)
    with pytest.raises(AuthorError, match=complaint):
        load(tiny(exams))


def test_a_name_is_lower_case(exams: Path) -> None:
    write_misconceptions(exams, {"Wrong-Name": ("half", "")})
    with pytest.raises(AuthorError, match="lower-case letters"):
        load(tiny(exams))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("half; training does not converge", "has to end in '; training converges'"),
        ("half", "has to end in '; training converges'"),
        ("half, convergence; training converges", "has to end in '; training does not converge'"),
    ],
)
def test_training_converges_unless_the_criterion_convergence_is_failed(exams: Path, line: str, complaint: str) -> None:
    toml = exams / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace('name = "double"', 'name = "convergence"'))
    write_misconceptions(exams, {"broken": (line, "")})
    with pytest.raises(AuthorError, match=complaint):
        load(tiny(exams))
