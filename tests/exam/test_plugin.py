"""A test is passed, failed, or broken; and it is known whose fault each is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.domain.scoring import Outcome
from tests.exam.tiny import RIGHT, the_test, trial


def test_the_reference_earns_everything_and_the_starter_nothing(exams: Path) -> None:
    assert trial(exams, RIGHT).score == 100
    assert trial(exams, (exams / "assignments/tiny/starter.py").read_text()).score == 0


def test_points_are_shared_to_the_cent(exams: Path) -> None:
    cases = "@double\n@pytest.mark.parametrize('n', range(3))\ndef test_it(student, n):\n    '''T'''\n"
    report = trial(exams, RIGHT, hidden=cases)
    assert [str(test.max_points) for test in report.tests] == ["60.00", "13.34", "13.33", "13.33"]
    assert str(report.score) == "100.00"


def test_the_title_is_the_first_paragraph_and_the_case(exams: Path) -> None:
    report = trial(exams, RIGHT)
    assert [test.title for test in report.tests][1:3] == [
        "Every number is doubled. [seven]",
        "Every number is halved, and so is the sum.",
    ]


def test_inputs_depend_on_the_seed_and_the_test_alone(exams: Path) -> None:
    leaky = "@double\ndef test_it(student, rng):\n    '''T'''\n    fail(str(rng.normal()))\n"
    first, again, other = (the_test(trial(exams, RIGHT, hidden=leaky, seed=seed)).message for seed in (1, 1, 2))
    assert first == again != other


def test_a_failed_check_says_what_it_found(exams: Path) -> None:
    wrong = RIGHT.replace("return 2 * x", "return 3 * x")
    report = trial(exams, wrong)
    assert [test.outcome for test in report.tests[:2]] == [Outcome.FAILED] * 2
    assert report.tests[0].message == "y (1,): relative error 0.5\nA relative error of at most 1e-9 is allowed."
    assert report.score == 60


def test_a_bare_assert_says_its_message_and_no_values(exams: Path) -> None:
    """In a process of its own: here the outer pytest would rewrite the assertion."""
    hidden = (
        "@double\ndef test_it(student, rng):\n    '''T'''\n    x = rng.normal()\n    y = student.double(np.ones(1))\n"
    )
    for ending, words in (
        ("    assert y[0] == 2, 'Not two.'\n", "Not two."),
        ("    assert y[0] == 2\n", "This test could not go on"),
    ):
        trial(exams, "def double(x): return x\ndef half(x): pass", hidden=hidden + ending)
        command = [sys.executable, "-m", "grader.exam.trial", "tiny", str(exams / "solution.py")]
        run = subprocess.run([*command, f"--assignments={exams / 'assignments'}"], capture_output=True, check=True)
        message = json.loads(run.stdout)["tests"][-1]["message"]
        assert message.startswith(words)
        assert "1.0" not in message


def test_a_value_that_breaks_the_test_fails_it_when_the_reference_does_not(exams: Path) -> None:
    hidden = "@double\ndef test_it(student, rng):\n    '''T'''\n    student.double(np.ones(3)) @ np.ones(3)\n"
    test = the_test(trial(exams, "def double(x): return x[:2]\ndef half(x): pass", hidden=hidden))
    assert test.outcome == Outcome.FAILED
    assert "ValueError" in test.message


BROKEN = {
    "an exception": "@double\ndef test_it(student):\n    '''T'''\n    1 / 0\n",
    "a check that the reference fails": (
        "@double\ndef test_it(student):\n    '''T'''\n    assert student.double(np.ones(1))[0] == 3\n"
    ),
    "an unknown function": "@double\ndef test_it(student):\n    '''T'''\n    student.triple(1)\n",
    "an argument that cannot be sent": "@double\ndef test_it(student):\n    '''T'''\n    student.double(len)\n",
    "no docstring": "@double\ndef test_it(student):\n    pass\n",
    "no criterion": "def test_it(student):\n    '''T'''\n",
    "an unknown criterion": "@pytest.mark.criterion('treble')\ndef test_it(student):\n    '''T'''\n",
    "a criterion without a test": "@half\ndef test_it(student):\n    '''T'''\n",
    "a syntax error": "def test_it(student:\n",
    "an import that fails": "import no_such_module\n",
}


@pytest.mark.parametrize("hidden", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_test_is_its_authors_fault_and_nobodys_zero(exams: Path, hidden: str) -> None:
    report = trial(exams, "def double(x): return x\ndef half(x): return 0", hidden=hidden)
    assert report.error is not None
    assert (report.error.fault, report.score) == ("author", None)
    assert "tiny" in report.error.message


def test_arguments_come_back_as_the_call_left_them(exams: Path) -> None:
    hidden = (
        "@double\ndef test_it(student):\n    '''T'''\n    x = np.ones(2)\n"
        "    value, after = student.double.with_arguments(x)\n    assert x[0] == 1\n    assert_unchanged(after, (x,))\n"
    )
    test = the_test(trial(exams, "def double(x):\n    x += 1\n    return x\ndef half(x): pass", hidden=hidden))
    assert "changes its arguments" in test.message


@pytest.mark.parametrize("part", ["raise OSError('no data')\n    yield", "yield\n    raise OSError('no data')"])
def test_a_fixture_that_raises_is_its_authors_fault(exams: Path, part: str) -> None:
    hidden = f"@pytest.fixture\ndef data():\n    {part}\n"
    hidden += "@double\ndef test_it(student, data):\n    '''T'''\n"
    report = trial(exams, RIGHT, hidden=hidden)
    assert report.error is not None
    assert (report.error.fault, report.score) == ("author", None)
    assert "no data" in report.error.message
