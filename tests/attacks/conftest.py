"""Halls for attacks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.attacks import hall as halls
from tests.attacks.hall import EXAMS, RIGHT, Hall


@pytest.fixture(scope="session")
def client() -> Iterator[docker.DockerClient]:
    """Return the engine, to look at it."""
    client = docker.from_env()
    yield client
    client.close()


@pytest.fixture
def data_dir(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """Return a folder with a migrated database."""
    shutil.copy(migrated_sqlite, tmp_path / "grader.db")
    return tmp_path


@pytest.fixture(scope="module")
def hall(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, client: docker.DockerClient
) -> Iterator[Hall]:
    """Return a hall for the tiny exam, whose worker has graded before and does one thing at a time."""
    folder = tmp_path_factory.mktemp("hall")
    shutil.copy(migrated_sqlite, folder / "grader.db")
    with halls.opened(folder, EXAMS, client, slots=1) as hall:
        for _ in range(4):
            assert hall.hand_in(hall.ada, RIGHT).run.score == 100
        hall.settle()
        yield hall
