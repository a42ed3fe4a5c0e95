"""One request and its answer, over a connection of its own.

The host's name is looked up once, everything that it stands for is checked, and the connection is made to what was
checked: a name that changes its mind between the two gains nothing. Certificates are still checked for the name.
"""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import BaseHTTPResponse, HTTPConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from grader.outside.addresses import PRIVATE, is_public
from grader.outside.deadline import Deadline
from grader.outside.failures import AddressRefused, TooMuch, Unreachable

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


@dataclass(frozen=True)
class Limits:
    """What a request may reach and cost; *deadline_s* is for all of it, *max_bytes* for the body once unpacked."""

    allow_private: bool
    connect_timeout_s: float = 5.0
    deadline_s: float = 15.0
    max_bytes: int = 1024 * 1024


class Door(BaseAdapter):
    """Sends each request in an exchange of its own, within limits that hold whatever the caller asks for."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def send(  # noqa: PLR0917 - the signature is requests'
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002, FBT001, FBT002
        timeout: Any = None,  # noqa: ARG002
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """Return the answer, its body read.

        Raises:
            RequestException: there is none.

        """
        with Deadline(self._limits.deadline_s) as deadline:
            try:
                with contextlib.closing(_Exchange(self._limits, deadline)) as exchange:
                    answer = exchange.answer(request, timeout=self._limits.deadline_s, verify=verify, cert=cert)
            except (HTTPError, requests.RequestException) as error:
                deadline.left_s()
                if isinstance(error, requests.RequestException):
                    raise
                raise requests.ConnectionError(error, request=request) from error
            deadline.left_s()  # a body without a length ends where the connection does
        return answer

    def close(self) -> None:
        """Do nothing: no connection outlives its request."""


class _Exchange(HTTPAdapter):
    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1)
        self._limits = limits
        self._deadline = deadline
        self._connection: socket.socket | None = None

    def answer(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        answer = self.send(request, **options)
        with contextlib.closing(answer.raw):
            answer.raw = BytesIO(self._body(answer.raw))  # in which a session finds no cookies to keep
        return answer

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, *options: Any, **named_options: Any
    ) -> HTTPConnectionPool:
        pool = super().get_connection_with_tls_context(request, *options, **named_options)
        assert isinstance(pool, HTTPConnectionPool)  # noqa: S101 - the only kind for http and https
        self._connection = self._connect(pool.host, pool.port or 0)
        self._deadline.watch(self._connection)
        pool.ConnectionCls = _SecureConnection if pool.scheme == "https" else _PlainConnection
        pool.conn_kw["connection"] = self._connection
        return pool

    def close(self) -> None:
        super().close()
        if self._connection:
            self._connection.close()

    def _body(self, raw: BaseHTTPResponse) -> bytes:
        body = raw.read(self._limits.max_bytes + 1, decode_content=True)
        if len(body) > self._limits.max_bytes:
            raise TooMuch(f"It answered with more than {self._limits.max_bytes:,} bytes.")
        return body

    def _connect(self, host: str, port: int) -> socket.socket:
        found = self._look_up(host, port)
        if not self._limits.allow_private and not all(is_public(ipaddress.ip_address(each[4][0])) for each in found):
            raise AddressRefused(PRIVATE)
        reason = "Its host cannot be reached."
        for info in found:
            timeout_s = min(self._limits.connect_timeout_s, self._deadline.left_s())
            try:
                return _connected(info, timeout_s)
            except ConnectionRefusedError:
                reason = "Nothing listens at its host and port."
            except TimeoutError:
                reason = f"Its host took no connection within {self._limits.connect_timeout_s:g} s."
            except OSError:
                pass
        self._deadline.left_s()
        raise Unreachable(reason)

    def _look_up(self, host: str, port: int) -> Sequence[AddressInfo]:
        """Return what a name stands for, asked in a thread of its own: the C library takes its time."""
        found: Future[Sequence[AddressInfo]] = Future()
        threading.Thread(target=_look_up, args=(host, port, found), daemon=True).start()
        try:
            return found.result(self._deadline.left_s())
        except TimeoutError:
            self._deadline.left_s()
            raise Unreachable("The name of its host could not be looked up in time.") from None
        except (OSError, UnicodeError) as error:
            raise Unreachable("The name of its host is not known.") from error


class _PlainConnection(HTTPConnection):
    def __init__(self, *arguments: Any, connection: socket.socket, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._connection = connection

    def _new_conn(self) -> socket.socket:
        return self._connection


class _SecureConnection(HTTPSConnection):
    def __init__(self, *arguments: Any, connection: socket.socket, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._connection = connection

    def _new_conn(self) -> socket.socket:
        return self._connection


def _look_up(host: str, port: int, found: "Future[Sequence[AddressInfo]]") -> None:
    try:
        found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        found.set_exception(error)


def _connected(info: AddressInfo, timeout_s: float) -> socket.socket:
    family, kind, protocol, _, address = info
    made = socket.socket(family, kind, protocol)
    try:
        made.settimeout(timeout_s)
        made.connect(address)
    except OSError:
        made.close()
        raise
    return made
