"""Values over a socket, one after the other."""

import select
import socket
import struct
import time
from typing import Any

import numpy as np

from .values import LENGTHS, MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES, SMALL_BYTES, WireError, decode, encode

__all__ = ["Channel", "Closed", "WireError"]


MOST_AT_ONCE = 1 << 20
"""The limit of a time is for so much; a message of many MiB has it several times, and a deadline all the same."""
_TIMEVAL = struct.Struct("@ll")


class Closed(EOFError):
    """The other side has gone."""


class Channel:
    """A connection on which one value follows the other."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(None)
        self._connection = connection
        self._timeout_s = 0.0
        self._buffer = memoryview(bytearray(SMALL_BYTES))
        """One system call reads a small message whole, and perhaps the begin of the next."""
        self._start = self._end = 0

    def send(self, value: object, deadline: float | None = None) -> None:
        """Send *value* by *deadline* (of ``time.monotonic``).

        Raises:
            WireError: the wire does not carry it; nothing was sent.
            TimeoutError: the other side did not take it in time.
            Closed: the other side has gone.

        """
        try:
            for part in encode(value):
                rest = memoryview(part).cast("B")
                while rest:
                    self._limit(deadline)
                    rest = rest[self._connection.send(rest[:MOST_AT_ONCE]) :]
        except BlockingIOError:
            raise TimeoutError from None
        except (BrokenPipeError, ConnectionResetError):
            raise Closed from None

    def receive(self, deadline: float | None = None) -> Any:
        """Return the next value.

        Raises:
            WireError: what came is no message.
            TimeoutError: nothing whole came by *deadline* (of ``time.monotonic``).
            Closed: the other side has gone.

        """
        self._buffer_up_to(LENGTHS.size, deadline)
        header_bytes, payload_bytes = LENGTHS.unpack_from(self._buffer, self._start)
        if header_bytes > MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
            raise WireError(f"a message of {(header_bytes + payload_bytes) / 2**20:.0f} MiB is too large")
        self._start += LENGTHS.size
        size = header_bytes + payload_bytes
        take = self._take_small if size <= SMALL_BYTES else self._take_large
        return decode(take(size, deadline), header_bytes)

    def receive_last(self, deadline: float | None = None) -> Any:
        """Return the next value, before the connection is handed to another channel; raises as :meth:`receive` does.

        What was read beyond it would be lost, so it has to be the last.
        """
        value = self.receive(deadline)
        if self._start < self._end:
            raise WireError("more than was asked for")
        return value

    def is_readable(self, within_s: float = 0) -> bool:
        """Say whether anything came, be it the end."""
        return bool(self._start < self._end or select.select([self._connection], [], [], within_s)[0])

    def fileno(self) -> int:
        """Return the descriptor of the connection."""
        return self._connection.fileno()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _take_small(self, size: int, deadline: float | None) -> memoryview:
        self._buffer_up_to(size, deadline)
        start, self._start = self._start, self._start + size
        return memoryview(bytearray(self._buffer[start : self._start]))

    def _take_large(self, size: int, deadline: float | None) -> memoryview:
        message = np.empty(size, np.uint8).data  # a bytearray would be filled with zeros first
        filled = self._end - self._start
        message[:filled] = self._buffer[self._start : self._end]
        self._start = self._end = 0
        while filled < size:
            filled += self._read(message[filled:], deadline)
        return message

    def _buffer_up_to(self, size: int, deadline: float | None) -> None:
        """Have *size* bytes in the buffer that were not taken yet."""
        there = self._end - self._start
        if there >= size:
            return
        if there:
            self._buffer[:there] = bytes(self._buffer[self._start : self._end])
        self._start, self._end = 0, there
        while self._end < size:
            self._end += self._read(self._buffer[self._end :] if self._end else self._buffer, deadline)

    def _read(self, target: memoryview, deadline: float | None) -> int:
        self._limit(deadline)
        try:
            count = self._connection.recv_into(target)
        except BlockingIOError:
            raise TimeoutError from None
        except ConnectionResetError:
            count = 0
        if count == 0:
            raise Closed
        return count

    def _limit(self, deadline: float | None) -> None:
        """Let the next operation take until *deadline*, and at most a tenth longer.

        The kernel keeps the limit for the operations that follow: Python's own costs two system calls for each.
        """
        timeout_s = 0.0 if deadline is None else deadline - time.monotonic()
        if deadline is not None and timeout_s <= 0:
            raise TimeoutError
        if not 0.9 * self._timeout_s <= timeout_s <= self._timeout_s:
            timeout = _TIMEVAL.pack(*divmod(max(int(timeout_s * 1e6), 1000 if timeout_s else 0), 1_000_000))
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
            self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, timeout)
            self._timeout_s = timeout_s
