"""``grader check``, as a shell or another program sees it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.exam.tiny import write_misconceptions

EXAMS = Path(__file__).parents[1] / "exams"
RIGHT = EXAMS / "reference" / "tiny.py"
KEYS = {"assignment", "score", "max_score", "seed", "duration_s", "tests", "error"}
TEST_KEYS = {"name", "title", "criterion", "outcome", "points", "max_points", "message", "misconception"}


def check(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command on the tiny exam."""
    command = [str(Path(sys.executable).with_name("grader")), "check", *arguments]
    chosen = {"DATA_DIR": str(tmp_path / "data"), "ASSIGNMENTS_DIR": str(EXAMS / "assignments")}
    return subprocess.run(
        command, env={**os.environ, **chosen, **environment}, capture_output=True, text=True, check=False
    )


def check_json(tmp_path: Path, *arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the one object on standard output."""
    done = check(tmp_path, *arguments, "--json", **environment)
    return done.returncode, json.loads(done.stdout)


def write(tmp_path: Path, content: bytes) -> str:
    """Return the path of a file with *content*."""
    path = tmp_path / "solution.py"
    path.write_bytes(content)
    return str(path)


def test_full_marks_exit_with_0(tmp_path: Path) -> None:
    code, report = check_json(tmp_path, "tiny", str(RIGHT), "--seed", "7")
    assert code == 0
    assert set(report) == KEYS
    assert (report["assignment"], report["score"], report["max_score"], report["seed"]) == ("tiny", 100, 100, 7)
    assert report["error"] is None
    assert all(set(test) >= TEST_KEYS for test in report["tests"])
    assert {test["outcome"] for test in report["tests"]} == {"passed"}


def test_less_than_full_marks_exit_with_1(tmp_path: Path) -> None:
    code, report = check_json(tmp_path, "tiny", str(EXAMS / "assignments" / "tiny" / "starter.py"))
    assert (code, report["score"], report["error"]) == (1, 0, None)
    assert all(test["message"] for test in report["tests"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"def double(x:\n", "syntax_error"),
        (b"x = 1\n", "missing_function"),
        (b"\xff\xfe", "not_utf8"),
        (b"", "empty"),
        (b"#" * 300_000, "too_big"),
    ],
)
def test_a_file_that_cannot_be_run_exits_with_2(tmp_path: Path, content: bytes, kind: str) -> None:
    code, report = check_json(tmp_path, "tiny", write(tmp_path, content))
    assert (code, report["score"]) == (2, 0)
    assert (report["error"]["fault"], report["error"]["kind"]) == ("student", kind)
    assert report["error"]["message"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, report = check_json(tmp_path, "tiny", str(tmp_path / "nowhere.py"))
    assert (code, report["error"]["kind"]) == (2, "unreadable")
    assert "nowhere.py" in report["error"]["message"]


def test_an_unknown_assignment_is_met_with_the_known_ones(tmp_path: Path) -> None:
    code, report = check_json(tmp_path, "huge", str(RIGHT))
    assert (code, report["error"]["kind"]) == (2, "not_found")
    assert "tiny" in report["error"]["message"]


def test_our_fault_exits_with_3_and_no_score(tmp_path: Path) -> None:
    code, report = check_json(tmp_path, "tiny", str(RIGHT), DOCKER_HOST="unix:///nowhere.sock")
    assert (code, report["score"], report["error"]["fault"]) == (3, None, "service")
    assert "grader setup" in report["error"]["message"]


def test_a_person_reads_titles_messages_and_the_score(tmp_path: Path) -> None:
    wrong = RIGHT.read_bytes().replace(b"return 2 * x", b"return 3 * x")
    done = check(tmp_path, "tiny", write(tmp_path, wrong))
    assert done.returncode == 1
    for words in ("Every number is doubled. [seven]", "relative error 0.5", "tiny: 60.00 of 100", "✓", "✗"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout, "colour belongs on a terminal only"


def test_a_known_mistake_comes_first_and_its_pictures_are_written(tmp_path: Path) -> None:
    exams = Path(shutil.copytree(EXAMS, tmp_path / "exams"))
    hidden = exams / "assignments" / "tiny" / "tests" / "test_tiny.py"
    hidden.write_text(hidden.read_text().replace('{"half": x / 2}', '{"half": x / 2, "third": x / 3}'))
    returned = '{"half": x / 2, "third": x / 3}'
    right = RIGHT.read_text().replace('{"half": x / 2}', returned)
    wrong = right.replace(returned, '{"half": x / 4, "third": x / 3}')
    (exams / "reference" / "tiny.py").write_text(right)
    write_misconceptions(exams, {"quarter": ("half", wrong)})
    figures = tmp_path / "figures"
    done = check(
        tmp_path,
        "tiny",
        write(tmp_path, wrong.replace("x / 4", "x * 0.25").encode()),
        "--figures",
        str(figures),
        ASSIGNMENTS_DIR=str(exams / "assignments"),
    )
    assert done.stdout.index("You made the mistake quarter.") < done.stdout.index("Every number is doubled.")
    assert "Known mistake: You made the mistake quarter." in done.stdout
    [picture] = figures.iterdir()
    assert picture.name == "01-relative-error-of-each-gradient.svg"
    assert ElementTree.fromstring(picture.read_text()).tag.endswith("svg")  # noqa: S314 - our own
