"""Delivering, to a receiver that hangs, sends too much, or sends on to somewhere else."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.db.models import JobState
from tests.conftest import SQLITE_ONLY
from tests.webhooks.conftest import Desk, Postman, settings
from tests.webhooks.receiver import Answer, Receiver


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the address of what takes connections, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook"


@pytest.fixture
def flood() -> Iterator[str]:
    """Return the address of what answers with more bytes than anybody would read."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def pour() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
                try:
                    for _ in range(1000):
                        connection.sendall(b"x" * 1_000_000)
                except OSError:
                    pass

        thread = threading.Thread(target=pour, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/hook"
        thread.join()


@SQLITE_ONLY
def test_redirects_are_not_followed(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    receiver.answers(Answer(302, {"Location": receiver.url + "/other"}))
    postman.rounds()
    assert len(receiver.requests) == 1
    assert "not followed" in desk.deliveries()[0].error
    assert desk.messages()[0].state is JobState.OPEN


@SQLITE_ONLY
def test_a_receiver_that_hangs_fails_in_time(desk: Desk, postman: Postman, silent: str) -> None:
    desk.endpoint(silent)
    desk.hand_in()
    postman.deadline_s = 0.2
    postman.rounds()
    assert desk.deliveries()[0].error == "It did not answer within 0.2 s."


@SQLITE_ONLY
def test_an_answer_of_a_gigabyte_is_not_read(desk: Desk, postman: Postman, flood: str) -> None:
    desk.endpoint(flood)
    desk.hand_in()
    postman.rounds()
    (delivery,) = desk.deliveries()
    assert delivery.error == "It answered with more than 1,048,576 bytes."
    assert delivery.answer == ""


@SQLITE_ONLY
def test_of_a_long_answer_the_beginning_is_kept(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    receiver.answers(Answer(200, body=b"y" * 100_000))
    postman.rounds()
    assert desk.deliveries()[0].answer == "y" * 2000
    assert desk.messages()[0].state is JobState.DONE


@SQLITE_ONLY
def test_a_private_address_is_refused_at_connect(
    desk: Desk, postman: Postman, receiver: Receiver, tmp_path: Path
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    postman.settings = settings(tmp_path, to_private=False)
    postman.rounds()
    assert receiver.requests == []
    assert "private network" in desk.deliveries()[0].error
    assert desk.deliveries()[0].status is None
