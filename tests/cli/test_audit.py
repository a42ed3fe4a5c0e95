"""``grader audit``, as a shell or another program sees it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exam.tiny import EXAMS, RIGHT, write_misconceptions

TRIPLE = RIGHT.replace("return 2 * x", "return 3 * x")


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """Return the tiny exam with all that an audit asks for."""
    copied = Path(shutil.copytree(EXAMS, tmp_path / "exams"))
    write_misconceptions(copied, {"triple": ("double", TRIPLE), "third": ("half", RIGHT.replace("x / 2", "x / 3"))})
    return copied


def audit(exams: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [str(Path(sys.executable).with_name("grader")), "audit", "--seeds", "2", *arguments]
    chosen = {"DATA_DIR": str(exams / "data"), "ASSIGNMENTS_DIR": str(exams / "assignments")}
    return subprocess.run(command, env={**os.environ, **chosen}, capture_output=True, text=True, check=False)


def test_a_clean_audit_exits_with_0_and_shows_the_matrix(exams: Path) -> None:
    done = audit(exams)
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("on 2 of 2 seeds", "third          ..xx  half", "triple         xx..  double", "All is well."):
        assert words in done.stdout
    assert "1  test_tiny.py::test_double[one number]" in done.stdout
    assert "\x1b" not in done.stdout, "colour belongs on a terminal only"


def test_a_breach_exits_with_1_and_the_other_assignments_are_audited(exams: Path) -> None:
    broken = Path(shutil.copytree(exams / "assignments" / "tiny", exams / "assignments" / "broken"))
    (broken / "assignment.toml").write_text("title = ")
    done = audit(exams, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert "broken/assignment.toml" in found["broken"]["breaches"][0]
    assert found["tiny"]["breaches"] == []
    assert found["tiny"]["misconceptions"]["third"]["failed_tests"] == {
        "test_tiny.py::test_half": 2,
        "test_tiny.py::test_half_can_be_added": 2,
    }
    assert found["tiny"]["flake_rate_at_most"] == pytest.approx(0.776, abs=1e-3)


def test_what_an_exam_lacks_is_told_once_with_its_place(exams: Path) -> None:
    reference = exams / "reference" / "tiny.py"
    reference.write_text(reference.read_text().replace("def half", "def halve"))
    found = json.loads(audit(exams, "--json").stdout)
    assert found["tiny"]["breaches"] == [f"{reference}: has no function half, which assignment.toml lists."]


def test_an_unknown_assignment_is_met_with_the_known_ones(exams: Path) -> None:
    done = audit(exams, "huge")
    assert done.returncode == 3
    assert "There are: tiny." in done.stderr
