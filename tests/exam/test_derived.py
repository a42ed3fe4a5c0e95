"""A gradient that is measured is told by its cost."""

from pathlib import Path

import pytest

from grader.domain.scoring import Outcome
from tests.exam.tiny import RIGHT, trial

ENTRIES = 3000
HIDDEN = f"""
from grader.exam.derived import assert_derived
@double
@pytest.mark.parametrize("n", range(3))
def test_it(student, rng, n):
    '''T'''
    x = rng.normal(size={ENTRIES})
    assert_derived(student.double, (x,), forward=lambda: student.half(x), entries={ENTRIES}, of="this branch")
"""
COUNTED = "calls = []\n" + RIGHT.replace("return 2 * x", "calls.append(1); assert len(calls) == 1; return 2 * x")
LOOPS = RIGHT.replace("return 2 * x", "return __import__('numpy').array([2 * float(each) for each in x])")
MEASURED = RIGHT.replace("return 2 * x", "__import__('time').sleep(0.001 * len(x)); return 2 * x")


def test_a_measured_gradient_fails_and_the_student_reads_what_was_seen(exams: Path) -> None:
    tests = trial(exams, MEASURED, hidden=HIDDEN).tests[1:]
    assert [test.outcome for test in tests] == [Outcome.FAILED] * 3
    assert "double(x) took more than 2.0 s for a gradient of 3,000 entries" in tests[0].message
    assert "a pass for each entry" in tests[0].message


def test_the_time_is_only_taken_once(exams: Path) -> None:
    tests = trial(exams, MEASURED, hidden=HIDDEN).tests[1:]
    assert tests[0].duration_s > 2
    assert max(test.duration_s for test in tests[1:]) < 1


@pytest.mark.parametrize("source", [COUNTED, LOOPS])
def test_a_derived_gradient_passes_with_loops_as_well_and_is_asked_for_once(exams: Path, source: str) -> None:
    assert trial(exams, source, hidden=HIDDEN).score == 100


def test_a_gradient_that_raises_says_so(exams: Path) -> None:
    raising = RIGHT.replace("return 2 * x", "raise ValueError('no')")
    assert "ValueError: no" in trial(exams, raising, hidden=HIDDEN).tests[1].message
