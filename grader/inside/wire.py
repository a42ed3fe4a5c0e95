"""Values over a socket, one after the other."""

import select
import socket
import time
from typing import Any

import numpy as np

from .values import LENGTHS, MAX_HEADER_BYTES, MAX_PAYLOAD_BYTES, SMALL_BYTES, WireError, decode, encode

__all__ = ["Channel", "Closed", "WireError"]


class Closed(EOFError):
    """The other side has gone."""


class Channel:
    """A connection on which one value follows the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
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
        parts = encode(value)
        try:
            for part in parts:
                self._connection.settimeout(_remaining(deadline))
                self._connection.sendall(part)
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
        self._buffer[:there] = bytes(self._buffer[self._start : self._end])
        self._start, self._end = 0, there
        while self._end < size:
            self._end += self._read(self._buffer[self._end :], deadline)

    def _read(self, target: memoryview, deadline: float | None) -> int:
        if deadline is not None and time.monotonic() >= deadline:
            raise TimeoutError
        self._connection.settimeout(_remaining(deadline))
        try:
            count = self._connection.recv_into(target)
        except ConnectionResetError:
            count = 0
        if count == 0:
            raise Closed
        return count


def _remaining(deadline: float | None) -> float | None:
    """Return the seconds until *deadline*, never 0: a socket would take that for 'do not block'."""
    return None if deadline is None else max(deadline - time.monotonic(), 1e-3)
