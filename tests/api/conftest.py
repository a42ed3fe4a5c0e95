"""A world that is served."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.web.world import World


class Quiet(WSGIRequestHandler):
    """Says nothing of each of thousands of requests."""

    def log_request(self, *_: object) -> None:
        pass


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
