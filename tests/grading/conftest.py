"""A grader on the real Docker engine, with exams that a test may change."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader import settings
from grader.grading import Grader

EXAMS = Path(__file__).parents[1] / "exams"


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """Return a copy of the exams that a test may change."""
    return Path(shutil.copytree(EXAMS, tmp_path / "exams"))


@pytest.fixture
def grader(exams: Path, tmp_path: Path) -> Iterator[Grader]:
    """Return a grader of these exams."""
    chosen = settings.load({"DATA_DIR": str(tmp_path / "data")})
    grader = Grader(replace(chosen, assignments_dir=exams / "assignments"))
    yield grader
    grader.close()
