"""``grader new``: what it lays out is whole; what it refuses leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.cli import main
from grader.cli.new import lay_out
from grader.errors import AuthorError
from grader.exam import assignment as assignments
from grader.exam.audit import audit, subjects
from grader.settings import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder of assignments."""
    (tmp_path / "assignments").mkdir()
    return tmp_path / "assignments"


def files(root: Path) -> list[str]:
    """Return the files below *root*."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_fresh_assignment_passes_its_audit(folder: Path) -> None:
    lay_out(folder, "decision_tree")
    fresh = assignments.load(folder, "decision_tree")
    found = audit(fresh, range(1, 4), tick=lambda: None)
    assert found.breaches == []
    assert len(found.misconceptions) == len(found.tests) == 3
    assert [file.stem for file in subjects(fresh)][-1] == "right_loops"


def test_names_are_filled_in_everywhere(folder: Path) -> None:
    made = lay_out(folder, "decision_tree")
    assert sorted(str(path.relative_to(folder.parent)) for path in made) == [
        file for file in files(folder.parent) if file != "reference/__init__.py"
    ]
    assert all("decision_tree" in str(path) for path in made)
    assert [path for path in made if "SLUG" in path.read_text() or "TITLE" in path.read_text()] == []
    assert assignments.load(folder, "decision_tree").title == "Decision tree"


def test_a_fresh_assignment_passes_the_linter(folder: Path) -> None:
    lay_out(folder, "sample")
    ruff, rules, first_party = Path(sys.executable).with_name("ruff"), ROOT / "pyproject.toml", f"src=['{ROOT}', '.']"
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [
                ruff,
                *command,
                "--config",
                rules,
                "--config",
                first_party,
                "reference/sample.py",
                "assignments/sample/tests",
                "assignments/sample/samples.py",
            ],
            cwd=folder.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_points_in_the_specification_are_those_of_the_rubric(folder: Path) -> None:
    lay_out(folder, "sample")
    fresh = assignments.load(folder, "sample")
    assert [criterion for criterion in fresh.criteria if f" {criterion.points} " not in fresh.spec] == []


@pytest.mark.parametrize("slug", ["", "Sample", "2nd", "_x", "a-b", "../up", "naïve", "class", "x\n", "x" * 65])
def test_a_bad_name_is_refused(folder: Path, slug: str) -> None:
    with pytest.raises(AuthorError, match="cannot be a name"):
        lay_out(folder, slug)
    assert files(folder.parent) == []


@pytest.mark.parametrize("there", ["assignments/sample", "reference/sample.py", "tests/submissions/sample"])
def test_what_is_there_is_not_touched(folder: Path, there: str) -> None:
    (folder.parent / there).parent.mkdir(parents=True, exist_ok=True)
    (folder.parent / there).write_text("mine")
    with pytest.raises(AuthorError, match=rf"{there}: is there already"):
        lay_out(folder, "sample")
    assert files(folder.parent) == [there]


def test_nothing_is_half_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder itself, the last to come, cannot be written."""
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if target == folder / "sample":
            raise OSError(28, "No space left on device", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(AuthorError, match="sample: cannot be written: No space left"):
        lay_out(folder, "sample")
    assert files(folder.parent) == []


def test_a_folder_of_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuthorError, match="has to be called assignments"):
        lay_out(tmp_path / "exams", "sample")


def test_the_command_says_what_was_made_and_what_is_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(folder.parent / "data"))
    monkeypatch.setenv("ASSIGNMENTS_DIR", str(folder))
    monkeypatch.chdir(folder.parent)
    with pytest.raises(SystemExit) as end:
        main(["new", "sample"])
    told = capsys.readouterr().out
    assert end.value.code == 0
    assert all(f"  {path}\n" in told for path in ("assignments/sample/spec.md", "reference/sample.py"))
    assert "grader audit sample" in told
    assert "grader check sample reference/sample.py" in told
    with pytest.raises(SystemExit) as end:
        main(["new", "sample"])
    told, complaint = capsys.readouterr()
    assert (end.value.code, told) == (3, "")
    assert "there already" in complaint
