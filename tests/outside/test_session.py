import socket
from pathlib import Path

import pytest
import requests

from grader.outside import AddressRefused, Limits, Unreachable, in_words, session
from tests.outside.conftest import Names
from tests.outside.servers import Server, answer, redirect

ANYWHERE = Limits(allow_private=True)
PUBLIC = Limits(allow_private=False)


def test_an_answer_is_read_as_with_any_session() -> None:
    said = answer(b'{"a": [1]}', "201 Created", "Content-Type: application/json; charset=utf-8", "Retry-After: 5")

    with Server(said) as server, session(ANYWHERE) as asking:
        got = asking.post(server.url("/hook?a=1"), json={"b": 2}, headers={"webhook-id": "msg_1"}, stream=True)
        with got:
            assert (got.status_code, got.json(), got.text) == (201, {"a": [1]}, '{"a": [1]}')

    assert got.headers["retry-after"] == "5"
    assert server.requests[0].startswith("POST /hook?a=1 HTTP/1.1\r\n")
    assert "User-Agent: neural-grader\r\n" in server.requests[0]
    assert "webhook-id: msg_1\r\n" in server.requests[0]


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://localhost:{}/", "http://0x7f.1:{}/"])
def test_a_private_address_is_never_connected_to(url: str) -> None:
    with Server(answer()) as server, session(PUBLIC) as asking:
        with pytest.raises(AddressRefused, match="private network"):
            asking.get(url.format(server.port))

        assert server.connections == 0


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["127.0.0.1", "93.184.216.34"],
        ["169.254.169.254"],
    ],
)
def test_a_name_that_stands_for_a_private_address_is_never_connected_to(names: Names, found: list[str]) -> None:
    names(lms=found)

    with Server(answer()) as server, session(PUBLIC) as asking:
        with pytest.raises(AddressRefused, match="private network"):
            asking.get(server.url(host="lms.example.org"))

        assert server.connections == 0


def test_a_name_is_looked_up_once_so_that_what_is_checked_is_what_is_connected_to(names: Names) -> None:
    asked = names(lms=["127.0.0.1"])

    with Server(answer()) as server, session(ANYWHERE) as asking:
        asking.get(server.url(host="lms.example.org"))

        assert asked == ["lms.example.org"]
        assert f"Host: lms.example.org:{server.port}\r\n" in server.requests[0]


def test_a_name_that_changes_its_mind_is_checked_again_at_the_next_request(
    names: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.outside.addresses.IPV4_NOT_PUBLIC", ())
    names(lms=["127.0.0.1"])

    with Server(answer()) as server, session(PUBLIC) as asking:
        asking.get(server.url(host="lms.example.org"))
        names(lms=["::1"])
        with pytest.raises(AddressRefused):
            asking.get(server.url(host="lms.example.org"))

        assert server.connections == 1


@pytest.mark.parametrize("name", ["nowhere.invalid", f"{'a' * 64}.example.org", "a..example.org"])
def test_a_name_that_is_not_known_is_said_so(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        name.encode("idna")
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with session(ANYWHERE) as asking, pytest.raises(Unreachable, match="The name of its host is not known"):
        asking.get(f"http://{name}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://lms.example.org/secret",
        "file:///secret",
        "http://ada:secret@127.0.0.1/",
        "https://\u200b:secret@a/",
        "https://[::1/secret",
    ],
)
def test_what_is_no_address_of_the_web_is_not_asked(url: str) -> None:
    with session(ANYWHERE) as asking, pytest.raises(AddressRefused) as refused:
        asking.get(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/", "http://[", "/", ""])
def test_a_redirect_is_returned_as_it_is(location: str) -> None:
    with Server(redirect(location)) as server, session(ANYWHERE) as asking:
        got = asking.get(server.url(), allow_redirects=True)

    assert (got.status_code, got.history, len(server.requests)) == (302, [], 1)


def test_cookies_are_not_kept() -> None:
    with Server(answer(b"", "200 OK", "Set-Cookie: a=b")) as server, session(ANYWHERE) as asking:
        asking.get(server.url())
        asking.get(server.url())

        assert not asking.cookies
        assert "Cookie" not in server.requests[1]


def test_each_request_has_a_connection_of_its_own() -> None:
    with Server(answer()) as server, session(ANYWHERE) as asking:
        asking.get(server.url())
        asking.get(server.url())

        assert server.connections == 2


def test_nothing_is_taken_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ada password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    with Server(answer(b"proxied")) as proxy, Server(answer(b"direct")) as server, session(ANYWHERE) as asking:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())

        assert asking.get(server.url()).text == "direct"
        assert asking.get(server.url(), proxies={"http": proxy.url()}).text == "direct"
        assert "Authorization" not in server.requests[0]


def test_an_answer_with_an_error_is_told_without_its_address() -> None:
    with Server(answer(b"", "503 Down")) as server, session(ANYWHERE) as asking:
        got = asking.get(server.url("/?token=secret"))

    with pytest.raises(requests.HTTPError) as failed:
        got.raise_for_status()
    assert in_words(failed.value) == "It answered with 503."


def test_an_answer_that_is_no_json_is_said_so() -> None:
    with Server(answer(b"<html>")) as server, session(ANYWHERE) as asking:
        got = asking.get(server.url())

    with pytest.raises(requests.RequestException) as failed:
        got.json()
    assert in_words(failed.value) == "Its answer broke off, or could not be read."
