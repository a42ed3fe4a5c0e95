"""The tiny exam, to be changed."""

import shutil
from pathlib import Path

import pytest

from tests.exam.tiny import EXAMS


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """Return a copy of the exams that a test may change."""
    return Path(shutil.copytree(EXAMS, tmp_path / "exams"))
