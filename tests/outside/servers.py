"""Servers on the loopback that say just what a test makes them say, byte by byte."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Talk = Callable[[socket.socket], object]
TLS_HANDSHAKE = b"\x16"


class Server:
    """Serves each connection in a thread: hears one request, then talks; bytes are said, and then it hangs up."""

    def __init__(self, talk: Talk | bytes, tls: ssl.SSLContext | None = None) -> None:
        self._talk = talk
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self.port: int = self._door.getsockname()[1]
        self.requests: list[str] = []
        self.connections = 0

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._door.close()

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line = self._door.accept()[0]
                self.connections += 1
                line.settimeout(60)
                self._threads.append(threading.Thread(target=self._serve, args=(line,)))
                self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError), self._wrapped(line) as connection:
            request = b""
            while b"\r\n\r\n" not in request and not request.startswith(TLS_HANDSHAKE):
                received = connection.recv(65536)
                if not received:
                    return
                request += received
            self.requests.append(request.decode("latin-1"))
            if callable(self._talk):
                self._talk(connection)
            else:
                connection.sendall(self._talk)

    def _wrapped(self, line: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(line, server_side=True) if self._tls else line


def answer(body: bytes = b"", status: str = "200 OK", *headers: str) -> bytes:
    """Return a whole answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(url: str) -> bytes:
    """Return an answer that sends on to *url*."""
    return answer(b"", "302 Found", f"Location: {url}")
