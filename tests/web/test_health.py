"""Whether the process answers, and whether it can serve: for what watches it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from grader import settings as all_settings
from grader.db.engine import make_engine, make_sessions
from grader.web.app import create_app
from tests.web.world import World

SECRET = "open-sesame"


@pytest.fixture
def without_database(tmp_path: Path) -> World:
    """Return a world whose database is on a server that is not there."""
    url = f"postgresql+psycopg://grader:{SECRET}@127.0.0.1:1/grader"
    chosen = replace(all_settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "for tests"}), database_url=url)
    sessions = make_sessions(make_engine(url))
    return World(tmp_path, create_app(chosen, sessions), sessions, None, None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_process_that_can_serve_says_so_to_strangers_without_a_session(world: World, path: str) -> None:
    answer = world.stranger().get(path)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")
    assert "Set-Cookie" not in answer.headers


def test_that_it_answers_is_said_without_the_database(world: World) -> None:
    visitor = world.visitor(world.instructor)
    with world.statements() as sent:
        assert visitor.get("/healthz").status_code == 200
    assert sent == []


def test_it_answers_but_cannot_serve_without_a_database_and_tells_no_secret(
    without_database: World, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = without_database.stranger()
    assert stranger.get("/healthz").status_code == 200
    answer = stranger.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "The database does not answer.\n")
    assert SECRET not in answer.text + caplog.text


def test_it_cannot_serve_with_the_schema_of_another_version(world: World) -> None:
    with world.sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    answer = world.stranger().get("/readyz")
    assert answer.status_code == 503
    assert "The database is at 0003" in answer.text
    assert "grader migrate" in answer.text
    assert answer.text.count("\n") == 1


def test_it_may_be_asked_as_often_as_anybody_likes(world: World) -> None:
    stranger = world.stranger()
    assert {stranger.get(path).status_code for _ in range(150) for path in ("/healthz", "/readyz")} == {200}
