"""Exams are forked from a process that has imported the hidden tests: quick, and as if each were the first."""

import time
from pathlib import Path

import psutil

from grader.exam.report import Report
from grader.grading import Grader

HIDDEN = """
import subprocess
import pytest
double, half = pytest.mark.criterion("double"), pytest.mark.criterion("half")
SEEN = []
@half
def test_other(student):
    '''The other criterion has its test.'''
@double
def test_it(student):
    '''It is judged.'''
"""


def grade(grader: Grader, exams: Path, test: str = "") -> Report:
    """Grade the reference, by a hidden test with the lines in *test* if there are any."""
    if test:
        (exams / "assignments/tiny/tests/test_tiny.py").write_text(f"{HIDDEN}    {test}\n")
    return grader.grade("tiny", (exams / "reference/tiny.py").read_bytes(), seed=1)


def prepared() -> list[psutil.Process]:
    """Return the processes that this one started to fork exams from."""
    return [child for child in psutil.Process().children() if "grader.exam" in child.cmdline()]


def test_a_run_leaves_nothing_behind_for_the_next(grader: Grader, exams: Path) -> None:
    assert [grade(grader, exams, "SEEN.append(1); assert len(SEEN) == 1").score for _ in range(3)] == [100] * 3
    assert len(prepared()) == 1


def test_an_exam_that_is_edited_is_the_one_that_runs_next(grader: Grader, exams: Path) -> None:
    assert grade(grader, exams).score == 100
    assert grade(grader, exams, "assert False, 'edited'").tests[-1].message == ""
    assert grade(grader, exams, "student.double(3.0)").score != 100
    reference = exams / "reference/tiny.py"
    reference.write_text(reference.read_text() + "\n# edited\n")
    before = prepared()
    grade(grader, exams)
    assert prepared() != before


def test_a_process_that_died_is_followed_by_another(grader: Grader, exams: Path) -> None:
    assert grade(grader, exams).score == 100
    [first] = prepared()
    first.kill()
    first.wait()
    assert grade(grader, exams).score == 100
    assert prepared() != [first]


def test_a_broken_exam_is_told_to_everybody_who_asks(grader: Grader, exams: Path) -> None:
    for _ in range(2):
        report = grade(grader, exams, "1 +")
        assert report.error is not None
        assert (report.error.fault, report.score) == ("author", None)
        assert "test_tiny.py" in report.error.message


def test_whatever_an_exam_started_ends_with_it(grader: Grader, exams: Path) -> None:
    grade(grader, exams, "subprocess.Popen(['sleep', '4711'])")
    end = time.monotonic() + 5
    while left := [each for each in psutil.process_iter(["cmdline"]) if each.info["cmdline"] == ["sleep", "4711"]]:
        assert time.monotonic() < end, left
        time.sleep(0.05)


def test_exams_end_with_the_grader(grader: Grader, exams: Path) -> None:
    grade(grader, exams)
    processes = prepared()
    grader.close()
    assert not any(process.is_running() for process in processes)
