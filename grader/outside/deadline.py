"""A time by which a connection has ended, whatever it is waiting for."""

import contextlib
import socket
import threading
from time import monotonic
from types import TracebackType
from typing import Self

from grader.outside.failures import TooSlow


class Deadline:
    """Shuts a connection down when the time is over: timeouts of sockets begin anew with every byte that drips in."""

    def __init__(self, deadline_s: float) -> None:
        self._deadline_s = deadline_s
        self._ends_at = monotonic() + deadline_s
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._timer = threading.Timer(max(deadline_s, 0.0), self._shut_down)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._handle:
                self._handle.close()
                self._handle = None

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection down in time; a handle of our own outlives its wrapping in TLS.

        Raises:
            TooSlow: the time is over.

        """
        with self._lock:
            self._handle = connection.dup()
        self.left_s()

    def left_s(self) -> float:
        """Return the seconds that are left.

        Raises:
            TooSlow: none are; what has come to an end may have done so for this.

        """
        left_s = self._ends_at - monotonic()
        if left_s <= 0:
            raise TooSlow(self._deadline_s)
        return left_s

    def _shut_down(self) -> None:
        with self._lock:
            if self._handle:
                with contextlib.suppress(OSError):
                    self._handle.shutdown(socket.SHUT_RDWR)
