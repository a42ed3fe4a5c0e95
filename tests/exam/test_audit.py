"""An audit finds what is wrong with an exam, and says which file it is in."""

from pathlib import Path

import pytest

from grader.exam import assignment as assignments
from grader.exam.audit import Audit, audit, upper_bound
from tests.exam.tiny import RIGHT, write_misconceptions

TRIPLE = RIGHT.replace("return 2 * x", "return 3 * x")
THIRD = RIGHT.replace("x / 2", "x / 3")
CHANGES = RIGHT.replace("return 2 * x", "x += 1; return 2 * (x - 1)")
UNNAMED = "it has to be taken for {}, and is taken for nothing"
UNKNOWN = RIGHT.replace("return 2 * x", "return 2 * x + 1e-3")


@pytest.fixture
def whole(exams: Path) -> Path:
    """Return exams in which the tiny one has all that it needs."""
    write_misconceptions(exams, {"triple": ("double", TRIPLE), "third": ("half", THIRD)})
    for name, code in {"right_other": RIGHT, "known_triple": TRIPLE, "unknown_shift": UNKNOWN}.items():
        submit(exams, name, code)
    return exams


def submit(exams: Path, name: str, code: str) -> None:
    """Put a file into the corpus."""
    folder = exams / "tests" / "submissions" / "tiny"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(code)


def audited(exams: Path, seeds: int = 1) -> Audit:
    """Audit the tiny exam."""
    return audit(assignments.load(exams / "assignments", "tiny"), range(1, seeds + 1), tick=lambda: None)


def the_breach(exams: Path) -> str:
    """Return the one thing that is wrong."""
    [breach] = audited(exams).breaches
    return breach


def test_a_whole_exam_is_clean_and_its_matrix_tells_what_catches_what(whole: Path) -> None:
    ticks: list[None] = []
    found = audit(assignments.load(whole / "assignments", "tiny"), [1, 2], tick=lambda: ticks.append(None))
    assert found.breaches == []
    assert (found.flakes, len(ticks)) == (0, 2 * 7)
    assert found.tolerance_used < 1e-3
    failed = {one.slug: found.trials[file].failed() for file, one in found.misconceptions.items()}
    assert failed == {
        "third": {"test_tiny.py::test_half": 2, "test_tiny.py::test_half_can_be_added": 2},
        "triple": {"test_tiny.py::test_double[one number]": 2, "test_tiny.py::test_double[seven]": 2},
    }


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        (RIGHT, "wrong.py: it says that it fails double, and fails nothing (on 1 of 1 seeds: 1)"),
        (THIRD, "wrong.py: it says that it fails double, and fails half (on 1 of 1 seeds: 1)"),
        (TRIPLE, "wrong.py: it has to be taken for wrong, and is taken for triple, wrong"),
        (RIGHT.replace("return 2 * x", "raise KeyError"), f"wrong.py: {UNNAMED.format('wrong')}"),
        (RIGHT.replace("return 2 * x", "while True: pass"), f"wrong.py: {UNNAMED.format('wrong')}"),
        ("import os; os._exit(3)", "wrong.py: seed 1: it ended the process"),
        ("x = y\n", "wrong.py:6: NameError: name 'y' is not defined"),
    ],
)
def test_a_misconception_that_is_not_what_it_says_is_told(whole: Path, code: str, complaint: str) -> None:
    write_misconceptions(whole, {"wrong": ("double", code)})
    assert complaint in "\n".join(audited(whole).breaches)


@pytest.mark.parametrize(
    ("name", "code", "complaint"),
    [
        ("right_wrong", TRIPLE, "right_wrong.py: it fails test_tiny.py::test_double[one number], test_tiny.py::"),
        ("known_triple", THIRD, "known_triple.py: it has to be taken for triple, and is taken for third"),
        (
            "known_triple__other",
            UNKNOWN,
            "known_triple__other.py: it has to be taken for triple, and is taken for nothing",
        ),
        ("unknown_known", TRIPLE, "unknown_known.py: it is taken for triple"),
        ("unknown_right", RIGHT, "unknown_right.py: it earns everything"),
    ],
)
def test_a_submission_that_does_not_get_what_it_should_is_told(
    whole: Path, name: str, code: str, complaint: str
) -> None:
    submit(whole, name, code)
    assert complaint in the_breach(whole)


def test_a_test_that_nothing_fails_is_told(whole: Path) -> None:
    file = whole / "assignments" / "tiny" / "tests" / "test_more.py"
    file.write_text(
        "import pytest\n\n\n@pytest.mark.criterion('half')\ndef test_nothing(student):\n    '''Nothing.'''\n"
        "    student.half(__import__('numpy').ones(2))\n"
    )
    breaches = audited(whole).breaches
    assert "test_more.py::test_nothing: no misconception fails it, so it may catch nothing" in "\n".join(breaches)


def test_a_starter_that_earns_points_is_told(whole: Path) -> None:
    (whole / "assignments" / "tiny" / "starter.py").write_text(TRIPLE)
    earned, sampled = audited(whole).breaches
    assert "starter.py: the starter earns 60 points" in earned
    assert "samples.py: the starter passes: Half of everything" in sampled


def test_a_reference_that_is_not_always_right_is_a_flake(whole: Path) -> None:
    flaky = RIGHT.replace("return 2 * x", "return 2 * x if x[0] > 0 else 0 * x")
    (whole / "reference" / "tiny.py").write_text(flaky)
    found = audited(whole, seeds=4)
    assert 0 < found.flakes <= 4
    assert "reference/tiny.py: it fails test_tiny.py::test_double" in "\n".join(found.breaches)


def test_a_right_solution_close_to_a_tolerance_is_told(whole: Path) -> None:
    submit(whole, "right_rough", RIGHT.replace("return 2 * x", "return 2.000000001 * x"))
    assert "a right solution uses 50% of a test's tolerance" in the_breach(whole)


def test_an_exam_without_misconceptions_is_not_fit(exams: Path) -> None:
    assert "misconceptions: there is none" in the_breach(exams)


def test_a_broken_test_is_told_with_its_place(whole: Path) -> None:
    file = whole / "assignments" / "tiny" / "tests" / "test_tiny.py"
    file.write_text(file.read_text().replace("2 * x", "2 * z"))
    assert "test_tiny.py:15: NameError: name 'z' is not defined" in "\n".join(audited(whole).breaches)


@pytest.mark.parametrize(
    ("failures", "trials", "bound"),
    [(0, 100, 0.0295), (0, 3, 0.6316), (1, 100, 0.0466), (5, 50, 0.1989), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_the_one_of_clopper_and_pearson(failures: int, trials: int, bound: float) -> None:
    assert upper_bound(failures, trials) == pytest.approx(bound, abs=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("double(3) == 6", "double(3) == 5", "samples.py: the reference does not pass: failed  Twice three is six."),
        ("double(3) == 6", "double(3) == ", "samples.py: the reference does not pass: Traceback"),
        ("solution.double(3) == 6", "True", "samples.py: no sample test calls solution.double"),
    ],
)
def test_bad_sample_tests_are_told(whole: Path, old: str, new: str, complaint: str) -> None:
    file = whole / "assignments" / "tiny" / "samples.py"
    file.write_text(file.read_text().replace(old, new))
    assert complaint in "\n".join(audited(whole).breaches)


def test_sample_tests_that_never_end_are_told(whole: Path) -> None:
    file, limits = whole / "assignments" / "tiny" / "samples.py", whole / "assignments" / "tiny" / "assignment.toml"
    limits.write_text(limits.read_text().replace("run_timeout_s = 30", "run_timeout_s = 1"))
    file.write_text("while True: pass  # solution.double, solution.half\n")
    assert "samples.py: the reference does not pass: it takes longer than 1 s" in "\n".join(audited(whole).breaches)


def test_sample_tests_that_catch_nothing_are_told(whole: Path) -> None:
    file = whole / "assignments" / "tiny" / "samples.py"
    file.write_text(
        "import solution\n\n\ndef test_all():\n    '''Both take an array.'''\n    x = __import__('numpy').ones(2)\n"
        "    solution.double(x)\n    solution.half(x)\n"
    )
    assert "samples.py: every misconception passes all sample tests, so they may catch nothing" in the_breach(whole)
