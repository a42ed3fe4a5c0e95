"""Databases of every revision so far, full and upgraded, once for all tests that only look at them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from grader.db.engine import make_engine
from grader.db.migrate import upgrade
from tests.db.upgrades.at_0001 import Rows
from tests.db.upgrades.databases import FILLED, copied, make_old, read
from tests.servers.postgres import Postgres

WAYS = [(kind, revision) for kind in ("sqlite", "postgresql") for revision in FILLED]


@dataclass(frozen=True)
class Upgraded:
    """A database that was at an earlier revision, and is at the newest now."""

    revision: str
    url: str
    before: Rows
    after: Rows
    engine: Engine


Make = Callable[[str, str, Path], str]


@pytest.fixture(scope="package")
def make(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return what makes a full database, by kind, revision and folder."""
    made: dict[tuple[str, str], str] = {}

    def copy(kind: str, revision: str, folder: Path) -> str:
        if (kind, revision) not in made:
            path = tmp_path_factory.mktemp(revision) / "grader.db"
            url = f"sqlite:///{path}" if kind == "sqlite" else postgres.create()
            make_old(url, revision)
            made[kind, revision] = url
        return copied(made[kind, revision], folder, postgres)

    return copy


@pytest.fixture(scope="package", params=WAYS, ids="-".join)
def upgraded(
    request: pytest.FixtureRequest, make: Make, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upgraded]:
    """Return an upgraded database that is to be looked at only, once of each kind and earlier revision."""
    kind, revision = request.param
    url = make(kind, revision, tmp_path_factory.mktemp("upgraded"))
    engine = make_engine(url)
    before = read(engine)
    upgrade(engine)
    yield Upgraded(revision, url, before, read(engine), engine)
    engine.dispose()


@pytest.fixture
def upgraded_copy(upgraded: Upgraded, postgres: Postgres, tmp_path: Path) -> Iterator[Engine]:
    """Return an upgraded database to be worked with."""
    upgraded.engine.dispose()
    engine = make_engine(copied(upgraded.url, tmp_path, postgres))
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, make: Make, tmp_path: Path) -> Iterator[Engine]:
    """Return a full database at the first revision, once of each kind."""
    engine = make_engine(make(request.param, "0001", tmp_path))
    yield engine
    engine.dispose()
