"""What a student takes home: what is in it, and what its checker says of every kind of solution."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from signal import SIG_DFL, SIGINT, signal
from zipfile import ZipFile

import pytest

from grader.exam import assignment as assignments
from grader.exam import kit
from tests.exam.tiny import EXAMS, RIGHT

TINY = assignments.load(EXAMS / "assignments", "tiny")
FIRST, SECOND = "Twice three is six.", "Half of everything, and its sum."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the unpacked kit of the tiny assignment, with a right solution in it."""
    ZipFile(BytesIO(kit.archive(TINY))).extractall(tmp_path)
    (tmp_path / "tiny" / "solution.py").write_text(RIGHT)
    return tmp_path / "tiny"


def check(home: Path, *options: str) -> tuple[int, str, str]:
    """Run the checker as a student does, from elsewhere; return its exit code and what it said."""
    command = [sys.executable, *options, str(home / "check.py")]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def check_solution(home: Path, code: str) -> tuple[int, str, str]:
    """Run the checker on a solution."""
    (home / "solution.py").write_text(code)
    return check(home)


def test_the_kit_is_a_folder_with_four_files_and_the_same_bytes_each_time() -> None:
    archive = kit.archive(TINY)
    with ZipFile(BytesIO(archive)) as file:
        assert sorted(file.namelist()) == [
            "tiny/README.txt",
            "tiny/check.py",
            "tiny/samples.py",
            "tiny/solution.py",
        ]
        assert file.read("tiny/solution.py").decode() == TINY.starter
        assert file.read("tiny/samples.py").decode() == TINY.samples
        assert len(file.read("tiny/README.txt").splitlines()) == 3
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert kit.archive(TINY) == archive


def test_a_right_solution_passes_every_test_in_their_order(home: Path) -> None:
    code, told, complaint = check(home)
    assert (code, complaint) == (0, "")
    assert told.startswith(f"passed  {FIRST}\npassed  {SECOND}\n\n2 of 2 sample tests passed.\n")


def test_nothing_but_python_and_numpy_is_needed(home: Path) -> None:
    elsewhere = "import sys\nassert not any(name.split('.')[0] in {'grader', 'pytest'} for name in sys.modules)\n"
    assert check_solution(home, elsewhere + RIGHT)[0] == 0


def test_a_wrong_number_is_told_with_the_line_of_the_sample(home: Path) -> None:
    code, told, _ = check_solution(home, RIGHT.replace("2 * x", "3 * x"))
    assert code == 1
    assert told.startswith(f"failed  {FIRST}\n        twice three is six\n        samples.py, line 9: assert ")
    assert f"passed  {SECOND}" in told
    assert "1 of 2 sample tests passed." in told
    assert "hidden tests" not in told


def test_an_error_is_told_with_the_line_of_the_students_file(home: Path) -> None:
    code, told, _ = check_solution(home, RIGHT.replace("return 2 * x", "return helper(x)") + "\ndef helper(x): 1 / 0\n")
    assert code == 1
    lines = [line.strip() for line in told.splitlines()]
    assert lines[1] == "ZeroDivisionError: division by zero"
    assert lines[3] == "solution.py, line 8: return helper(x)"
    assert lines[4].endswith("def helper(x): 1 / 0")


def test_a_deep_recursion_does_not_fill_the_screen(home: Path) -> None:
    code, told, _ = check_solution(home, RIGHT.replace("return 2 * x", "return double(x)"))
    assert code == 1
    assert "RecursionError" in told
    assert len(told.splitlines()) < 15


def test_an_exit_within_a_function_fails_that_test_alone(home: Path) -> None:
    code, told, _ = check_solution(home, RIGHT.replace("return 2 * x", "raise SystemExit(0)"))
    assert code == 1
    assert "take that call out" in told
    assert f"passed  {SECOND}" in told


def test_what_a_solution_prints_is_seen(home: Path) -> None:
    assert "looked at 3" in check_solution(home, RIGHT.replace("return 2", "print('looked at', x); return 2"))[1]


@pytest.mark.parametrize(
    ("solution", "said"),
    [
        ("def double(x:\n", ["Python cannot read solution.py.", 'solution.py", line 1', "SyntaxError"]),
        ("x = 1\ny = z\n", ["solution.py cannot be imported.", "NameError: name 'z'", "solution.py, line 2: y = z"]),
        ("import sys\nsys.exit()\n", ["ends the program as soon as it is imported", "line 2: sys.exit()"]),
        ("import sys\nsys.exit(0)\n", ["ends the program as soon as it is imported", "take that call out"]),
        ("x\0", ["null bytes"]),
        ("import torch_is_not_here\n", ["No module named 'torch_is_not_here'", "solution.py, line 1"]),
        ("double = 3\n", ["solution.py has no function double, half. Every function of the starter"]),
        (RIGHT.replace("def half", "def halve"), ["solution.py has no function half."]),
    ],
)
def test_what_cannot_be_tested_is_told(home: Path, solution: str, said: list[str]) -> None:
    code, told, complaint = check_solution(home, solution)
    assert (code, told) == (1, "")
    assert [part for part in said if part not in complaint] == []
    assert "Traceback" not in complaint


@pytest.mark.parametrize("name", ["solution.py", "samples.py"])
def test_a_file_that_is_not_there_is_told_with_its_place(home: Path, name: str) -> None:
    (home / name).unlink()
    assert check(home) == (1, "", f"There is no file {name} in {home}. Put it there, beside check.py.\n")


def test_a_python_without_numpy_is_told_what_to_install(home: Path) -> None:
    code, told, complaint = check(home, "-S")
    assert (code, told) == (1, "")
    assert "-m pip install numpy" in complaint


def test_no_tests_are_no_success(home: Path) -> None:
    (home / "samples.py").write_text("import solution\n")
    code, told, _ = check(home)
    assert (code, told.strip()) == (1, "0 of 0 sample tests passed.")


def test_a_loop_is_stopped_by_hand_and_the_next_test_is_run(home: Path) -> None:
    looping = RIGHT.replace("return 2 * x", "print('looping', flush=True)\n    while True: pass")
    (home / "solution.py").write_text(looping)
    with subprocess.Popen(
        [sys.executable, "check.py"],
        cwd=home,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal(SIGINT, SIG_DFL),  # noqa: PLW1509 - a shell's background jobs are deaf to it
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "looping\n"
        process.send_signal(SIGINT)
        told = process.stdout.read()
    assert process.returncode == 1
    assert "Stopped by you." in told
    assert "solution.py, line " in told
    assert f"passed  {SECOND}" in told
