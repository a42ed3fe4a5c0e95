"""What a submission prints: read as it comes, kept up to a limit, apart from the wire."""

import contextlib
import socket
import threading

KEPT_BYTES = 64 << 10


class Output:
    """Drains a socket in a thread of its own. What exceeds the limit is read and dropped: a print never blocks."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._kept = bytearray()
        self._dropped = False
        self._thread = threading.Thread(target=self._drain, daemon=True, name="output")
        self._thread.start()

    def _drain(self) -> None:
        buffer = bytearray(KEPT_BYTES)
        while True:
            try:
                count = self._source.recv_into(buffer)
            except OSError:
                return
            if count == 0:
                return
            room = KEPT_BYTES - len(self._kept)
            self._kept += buffer[: min(count, room)]
            self._dropped = self._dropped or count > room

    def close(self) -> str:
        """Return the text that was kept: all that was printed until now. What comes later has nowhere to go."""
        with contextlib.suppress(OSError):  # the other side is gone already
            self._source.shutdown(socket.SHUT_RD)  # what has arrived can still be read
        self._thread.join()
        text = self._kept.decode("utf-8", "replace")
        return text + f"\n… more was printed; the first {KEPT_BYTES >> 10} KiB are kept." if self._dropped else text
