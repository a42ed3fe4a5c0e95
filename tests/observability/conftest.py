"""Lines as they would be written, kept for a look."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader import logs
from grader.settings import Settings
from tests.conftest import School
from tests.jobs.conftest import Desk

SECRET_KEY = "a very secret key"
DATABASE_URL = "postgresql+psycopg://grader:open%2Fsesame@db/grader"
BROKER = "redis://:mellon@queue:6379/0"


class Lines:
    """What all loggers have written since the begin of the test, in one of the formats."""

    def __init__(self, log_format: str) -> None:
        self._stream = io.StringIO()
        settings = Settings(Path(), DATABASE_URL, SECRET_KEY, broker=BROKER, log_format=log_format)
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(logs.formatter(settings))

    @property
    def text(self) -> str:
        """All of it."""
        return self._stream.getvalue()

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The lines, read as JSON."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines(log_format: str) -> Iterator[Lines]:
    """Return what is written from now on."""
    kept, root = Lines(log_format), logging.getLogger()
    before = root.level
    root.addHandler(kept.handler)
    root.setLevel(logging.INFO)
    logs.clear()
    yield kept
    logs.clear()
    root.setLevel(before)
    root.removeHandler(kept.handler)


@pytest.fixture
def log_format() -> str:
    """Return ``json``, unless a test asks for others."""
    return "json"


@pytest.fixture
def desk(sessions: sessionmaker[Session], school: School) -> Desk:
    """Return a desk at the fresh database."""
    return Desk(sessions, school)
