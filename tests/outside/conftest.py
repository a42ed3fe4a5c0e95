"""Names that stand for what a test says: the look-up is the system's, and the only part that is not real."""

import socket
from collections.abc import Callable

import pytest

Names = Callable[..., list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Return a function that gives a name the addresses that its look-ups find, and returns the names asked for."""
    really = socket.getaddrinfo

    def stand(**found: list[str]) -> list[str]:
        asked: list[str] = []

        def look_up(host: str, port: int, **options: int) -> list[object]:
            asked.append(host)
            return [info for each in found[host.partition(".")[0]] for info in really(each, port, **options)]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return stand
