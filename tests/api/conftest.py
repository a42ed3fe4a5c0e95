"""A fresh world for each test, and one that is served."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.full import fill
from tests.web.world import World, make_world


class Quiet(WSGIRequestHandler):
    """Says nothing of each of thousands of requests."""

    def log_request(self, *_: object) -> None:
        pass


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> Iterator[World]:
    made = make_world(tmp_path, sqlite_url)
    yield made
    made.close()


@pytest.fixture
def full_world(world: World) -> World:
    """Return a world with one of everything."""
    fill(world)
    return world


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Serve the world; return where."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
