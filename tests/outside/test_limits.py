import gzip
import itertools
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Iterable

import pytest
import requests

from grader.outside import Limits, TooMuch, TooSlow, Unreachable, in_words, session
from tests.outside.servers import Server, Talk, answer

SHORT = Limits(allow_private=True, connect_timeout_s=0.5, deadline_s=0.5, max_bytes=10_000)
HEAD = b"HTTP/1.1 200 OK\r\n"


def say(pieces: Iterable[bytes], until: threading.Event | None = None) -> Talk:
    """Return a talk that says piece after piece, one each twentieth of a second where it has to wait for *until*."""

    def talk(line: socket.socket) -> None:
        for piece in pieces:
            line.sendall(piece)
            if until and until.wait(0.05):
                return

    return talk


DRIPS = {
    "headers": [HEAD, b"X-A: "],
    "status": [b"HTTP/1.1 "],
    "informational answers": [],
    "body with a length": [HEAD, b"Content-Length: 9999\r\n\r\n"],
    "body without a length": [HEAD, b"\r\n"],
    "body in chunks": [HEAD, b"Transfer-Encoding: chunked\r\n\r\n270f\r\n"],
    "size of a chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\n"],
}


@pytest.mark.parametrize("what", DRIPS)
def test_a_server_that_drips_ends_at_the_deadline(what: str) -> None:
    drop = b"HTTP/1.1 100 Continue\r\n\r\n" if what == "informational answers" else b"0"
    over = threading.Event()

    with (
        Server(say(itertools.chain(DRIPS[what], itertools.repeat(drop, 400)), over)) as server,
        session(SHORT) as asking,
    ):
        try:
            with pytest.raises(TooSlow, match="did not answer within"):
                asking.get(server.url())
        finally:
            over.set()


def test_a_server_that_hangs_ends_at_the_deadline() -> None:
    over = threading.Event()

    with Server(lambda _: over.wait(60)) as server, session(SHORT) as asking:
        try:
            with pytest.raises(TooSlow, match="did not answer within"):
                asking.get(server.url(), timeout=3600)
        finally:
            over.set()


def test_a_server_that_never_reads_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, session(SHORT) as asking, pytest.raises(TooSlow):
        asking.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", data=b"a" * 50_000_000)


def test_a_handshake_that_never_comes_ends_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, session(SHORT) as asking, pytest.raises(TooSlow):
        asking.get(f"https://127.0.0.1:{silent.getsockname()[1]}/")


def test_a_name_that_nobody_looks_up_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60) and [])

    with session(SHORT) as asking:
        try:
            with pytest.raises(TooSlow):
                asking.get("http://lms.example.org/")
        finally:
            over.set()


def endless(start: bytes, piece: bytes) -> Talk:
    return say(itertools.chain([start], itertools.repeat(piece)))


BOMB = 50_000_000
LARGE = {
    "with a length": endless(HEAD + b"Content-Length: 1000000000\r\n\r\n", b"a" * 65536),
    "without a length": endless(HEAD + b"\r\n", b"a" * 65536),
    "in chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + b"a" * 65535 + b"\r\n"),
}


@pytest.mark.parametrize("how", LARGE)
def test_a_large_answer_ends_early(how: str) -> None:
    with (
        Server(LARGE[how]) as server,
        session(Limits(allow_private=True)) as asking,
        pytest.raises(TooMuch, match="more than 1,048,576 bytes"),
    ):
        asking.get(server.url())


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(BOMB))),
        ("deflate", zlib.compress(bytes(BOMB))),
        ("gzip, gzip", gzip.compress(gzip.compress(bytes(BOMB)))),
    ],
    ids=["gzip", "deflate", "twice"],
)
def test_a_body_that_unpacks_to_much_ends_early(encoding: str, bomb: bytes) -> None:
    bombed = answer(bomb, "200 OK", f"Content-Encoding: {encoding}")

    tracemalloc.start()
    try:
        with Server(bombed) as server, session(Limits(allow_private=True)) as asking, pytest.raises(TooMuch):
            asking.get(server.url())
        assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("line", [b"X-A: 1\r\n", b"a" * 65536], ids=["many headers", "one long header"])
def test_headers_without_an_end_end_early(line: bytes) -> None:
    with (
        Server(endless(HEAD, line)) as server,
        session(Limits(allow_private=True)) as asking,
        pytest.raises(requests.RequestException) as failed,
    ):
        asking.get(server.url())

    assert in_words(failed.value) == "Its answer broke off, or could not be read."


def test_an_answer_as_large_as_may_be_is_read_whole() -> None:
    body = gzip.compress(b"a" * SHORT.max_bytes)

    with Server(answer(body, "200 OK", "Content-Encoding: gzip")) as server, session(SHORT) as asking:
        assert asking.get(server.url()).content == b"a" * SHORT.max_bytes
    with Server(answer(b"a" * (SHORT.max_bytes + 1))) as server, session(SHORT) as asking, pytest.raises(TooMuch):
        asking.get(server.url())


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        HEAD + b"Content-Length: 5\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc",
        answer(b"no gzip", "200 OK", "Content-Encoding: gzip"),
    ],
)
def test_an_answer_that_breaks_off_or_makes_no_sense_is_said_so(broken: bytes) -> None:
    with Server(broken) as server, session(SHORT) as asking, pytest.raises(requests.RequestException) as failed:
        asking.get(server.url())

    assert in_words(failed.value) == "Its answer broke off, or could not be read."


def test_where_nothing_listens_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with session(SHORT) as asking, pytest.raises(Unreachable, match="Nothing listens"):
        asking.get(f"http://127.0.0.1:{port}/")


def test_an_address_after_one_where_nothing_listens_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answer(b"here")) as server, session(SHORT) as asking:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, server.port)) for host in ("127.0.0.2", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        assert asking.get("http://lms.example.org/").text == "here"
