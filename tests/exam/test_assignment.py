"""A mistake in an assignment's folder is one clear error that names the file and the key."""

import shutil
from pathlib import Path

import pytest

from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments

EXAMS = Path(__file__).parents[1] / "exams"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the tiny assignment that a test may break."""
    shutil.copytree(EXAMS, tmp_path / "exams")
    return tmp_path / "exams" / "assignments" / "tiny"


def test_a_right_one_is_read_whole(folder: Path) -> None:
    tiny = assignments.load(folder.parent, "tiny")
    assert (tiny.title, tiny.limits.memory_mib, tiny.limits.call_timeout_s) == ("Tiny", 256, 2)
    assert [criterion.points for criterion in tiny.criteria] == [40, 60]
    assert tiny.functions["half"].signature == "half(x)"
    assert tiny.spec.startswith("# Tiny")
    assert "def double" in tiny.starter


def test_an_unknown_slug_is_met_with_those_that_there_are(folder: Path) -> None:
    for slug in ("huge", "../tiny", ""):
        with pytest.raises(NotFound, match="There are: tiny"):
            assignments.load(folder.parent, slug)


MISTAKES = {
    "no TOML": ("title = ", "title =", r"assignment\.toml: .*line 1"),
    "unknown key": ("summary =", "sumary =", r"sumary: unknown key"),
    "unknown limit": ("load_timeout_s", "load_timeout", r"limits\.load_timeout: unknown key"),
    "limit that is no number": ("memory_mib = 256", 'memory_mib = "256"', r"limits\.memory_mib: .*above zero"),
    "limit of zero": ("memory_mib = 256", "memory_mib = 0", r"limits\.memory_mib: .*above zero"),
    "points": ("points = 40", "points = 41", r"criteria: the points sum to 101, not 100"),
    "points that are no number": ("points = 40", 'points = "40"', r"criteria\[0\]\.points: .*of type int"),
    "two of one name": ('name = "half"', 'name = "double"', r"criteria: two criteria have the same name"),
    "name of a criterion": ('name = "half"', 'name = "Half it"', r"criteria\[1\]: a name is"),
    "unknown kind": ('"y: array"', '"y: matrix"', r"functions\.double\.returns: 'y: matrix'"),
    "no arguments": ('arguments = ["x"]\nreturns = ["y', 'returns = ["y', r"functions\.double\.arguments: missing"),
}


@pytest.mark.parametrize(("right", "wrong", "complaint"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_the_toml_names_its_key(folder: Path, right: str, wrong: str, complaint: str) -> None:
    toml = folder / "assignment.toml"
    text = toml.read_text()
    assert right in text
    toml.write_text(text.replace(right, wrong, 1) if right != "title = " else "title = \n")
    with pytest.raises(AuthorError, match=complaint):
        assignments.load(folder.parent, "tiny")


@pytest.mark.parametrize("name", ["spec.md", "starter.py", "samples.py", "tests", "../../reference/tiny.py"])
def test_a_missing_part_is_named(folder: Path, name: str) -> None:
    (folder / name).rename(folder.parent / "elsewhere")
    with pytest.raises(AuthorError, match="missing"):
        assignments.load(folder.parent, "tiny")
