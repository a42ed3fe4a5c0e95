import ipaddress
import socket
import threading

import pytest
import requests

from grader.outside import AddressRefused, Limits, TooSlow, Unreachable, fetch, in_words
from tests.outside.conftest import Names
from tests.outside.servers import Server, answer, redirect

ANYWHERE = Limits(allow_private=True)
HOSTS = ["127.0.0.1", "Files.Example.org"]
METADATA = ipaddress.IPv4Network("169.254.169.254/32")
TOKEN = {"authorization": "Bearer secret", "Accept": "text/x-python"}


def test_a_file_is_fetched_with_the_headers_asked_for() -> None:
    with Server(answer(b"def f(): pass")) as server:
        assert fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN) == b"def f(): pass"

    assert "authorization: Bearer secret\r\n" in server.requests[0]


def test_a_redirect_on_the_same_origin_keeps_the_authorization() -> None:
    with Server(lambda line: line.sendall(redirect("/b#x") if len(server.requests) == 1 else answer(b"b"))) as server:
        assert fetch(server.url("/a"), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN) == b"b"

    assert server.requests[1].startswith("GET /b HTTP/1.1\r\n")
    assert "authorization: Bearer secret\r\n" in server.requests[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "files.example.org"])
def test_a_redirect_to_another_port_or_host_drops_the_authorization(names: Names, host: str) -> None:
    names(**{"127": ["127.0.0.1"], "files": ["127.0.0.1"]})

    with Server(answer(b"b")) as other, Server(redirect(other.url(host=host))) as server:
        assert fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN) == b"b"

    assert "authorization" not in other.requests[0].lower()
    assert "Accept: text/x-python\r\n" in other.requests[0]


def test_an_authorization_once_dropped_stays_dropped() -> None:
    with (
        Server(lambda line: line.sendall(redirect(server.url()))) as other,
        Server(
            lambda line: line.sendall(answer(b"b") if len(server.requests) > 1 else redirect(other.url()))
        ) as server,
    ):
        assert fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN) == b"b"

    assert "authorization" in server.requests[0]
    assert "authorization" not in server.requests[1]


def test_a_host_that_is_not_allowed_is_not_asked() -> None:
    with Server(answer()) as server:
        with pytest.raises(AddressRefused, match="no files are taken"):
            fetch(server.url(host="localhost"), limits=ANYWHERE, allowed_hosts=HOSTS, headers={})

        assert server.connections == 0


def test_a_redirect_to_a_host_that_is_not_allowed_is_not_followed() -> None:
    with Server(answer()) as other, Server(redirect(other.url(host="localhost"))) as server:
        with pytest.raises(AddressRefused, match="no files are taken"):
            fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN)

        assert other.connections == 0


@pytest.mark.parametrize(
    "to", ["http://[::1]:{}/", "http://[::ffff:169.254.169.254]:{}/", "http://files.example.org:{}/"]
)
def test_a_redirect_to_a_private_address_is_not_followed(
    names: Names, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.setattr(
        "grader.outside.addresses.IPV4_NOT_PUBLIC", (METADATA,)
    )  # a server here passes for a public one
    names(**{"127": ["127.0.0.1"], "files": ["::1"]})
    hosts = [*HOSTS, "[::1]", "[::ffff:169.254.169.254]"]

    with Server(redirect(to.format(9))) as server, pytest.raises(AddressRefused, match="private network"):
        fetch(server.url(), limits=Limits(allow_private=False), allowed_hosts=hosts, headers=TOKEN)

    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["http://[", "ftp://127.0.0.1/", "http://ada:secret@127.0.0.1/", "file:///etc"])
def test_a_redirect_to_what_is_no_address_of_the_web_is_not_followed(location: str) -> None:
    with Server(redirect(location)) as server, pytest.raises(AddressRefused) as refused:
        fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN)

    assert "secret" not in str(refused.value)


def test_redirects_without_an_end_end_after_three() -> None:
    with Server(redirect("/again")) as server, pytest.raises(Unreachable, match="more than 3 times"):
        fetch(server.url(), limits=ANYWHERE, allowed_hosts=HOSTS, headers=TOKEN)

    assert len(server.requests) == 4


def test_all_redirects_have_one_deadline() -> None:
    over = threading.Event()

    def send_on(line: socket.socket) -> None:
        over.wait(0.3)
        line.sendall(redirect("/again"))

    with Server(send_on) as server, pytest.raises(TooSlow, match=r"within 0\.5 s"):
        fetch(server.url(), limits=Limits(allow_private=True, deadline_s=0.5), allowed_hosts=HOSTS, headers={})

    assert len(server.requests) < 3


@pytest.mark.parametrize("status", ["404 Not Found", "204 No Content", "304 Not Modified", "500 Oh"])
def test_an_answer_without_a_file_is_told_by_its_number(status: str) -> None:
    with Server(answer(b"", status)) as server, pytest.raises(requests.HTTPError) as failed:
        fetch(server.url("/?token=secret"), limits=ANYWHERE, allowed_hosts=HOSTS, headers={})

    assert in_words(failed.value) == f"It answered with {status[:3]}."
    assert failed.value.response.status_code == int(status[:3])
