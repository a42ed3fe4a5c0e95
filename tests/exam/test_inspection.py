"""Every assignment is looked at when the service starts; a broken one does not stop the others."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.exam.inspection import inspect_all
from tests.exam.tiny import RIGHT, write_misconceptions


def edit(path: str, old: str, new: str) -> Callable[[Path], object]:
    """Return what replaces a text in a file of the exams."""
    return lambda exams: (exams / path).write_text((exams / path).read_text().replace(old, new))


UNMARKED = "test_tiny.py:9: test_double[one number]: needs one marker"
TOML, TEST, REFERENCE = "assignments/tiny/assignment.toml", "assignments/tiny/tests/test_tiny.py", "reference/tiny.py"


def test_a_whole_assignment_has_no_problem(exams: Path) -> None:
    write_misconceptions(exams, {"triple": ("double", RIGHT)})
    assert inspect_all(exams / "assignments") == {"tiny": ""}


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (edit(TOML, "summary", "sumary"), "assignment.toml: sumary: unknown key"),
        (edit(TOML, "points = 40", "points = 41"), "assignment.toml: criteria: the points sum to 101, not 100"),
        (edit(TOML, 'name = "double"\n', 'name = "other"\n'), UNMARKED),
        (edit(TEST, '"half")', '"double")'), "assignment.toml: criteria: no test belongs to criterion 'half'"),
        (edit(TEST, '@pytest.mark.criterion("double")\n', ""), UNMARKED),
        (edit(TEST, "import numpy", "import nunpy"), "No module named 'nunpy'"),
        (edit(REFERENCE, "def half", "def halve"), "reference/tiny.py: has no function half, which"),
        (edit(REFERENCE, "from typing import Any", "1 / 0"), "reference/tiny.py:3: ZeroDivisionError"),
        (edit(REFERENCE, "return 2 * x", "return 2 *"), "reference/tiny.py:8: SyntaxError"),
        (lambda exams: (exams / REFERENCE).unlink(), "reference/tiny.py: missing"),
        (lambda exams: write_misconceptions(exams, {"bad": ("none", "")}), "bad.py:5: no criterion is called 'none'"),
        (lambda exams: write_misconceptions(exams, {"bad": ("half", "1 / 0\n")}), "bad.py:6: ZeroDivisionError"),
        (edit(REFERENCE, "from typing import Any", "import os; os._exit(7)"), "ended the process"),
    ],
)
def test_what_is_broken_is_told_with_its_place_and_the_others_are_whole(
    exams: Path, break_it: Callable[[Path], object], complaint: str
) -> None:
    shutil.copytree(exams / "assignments" / "tiny", exams / "assignments" / "whole")
    shutil.copy(exams / "reference" / "tiny.py", exams / "reference" / "whole.py")
    break_it(exams)
    problems = inspect_all(exams / "assignments")
    assert problems["whole"] == ""
    assert complaint in problems["tiny"]


def test_an_inspection_that_was_killed_is_made_once_more(exams: Path, tmp_path: Path) -> None:
    killed_once = f"import os, pathlib; p = pathlib.Path({str(tmp_path / 'mark')!r})\n"
    killed_once += "if not p.exists():\n    p.touch()\n    os.kill(os.getpid(), 9)\n"
    edit(REFERENCE, "from typing import Any", f"from typing import Any\n{killed_once}")(exams)
    assert inspect_all(exams / "assignments") == {"tiny": ""}
    edit(REFERENCE, "if not p.exists()", "if p.exists()")(exams)
    assert "ended the process" in inspect_all(exams / "assignments")["tiny"]
