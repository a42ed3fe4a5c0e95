"""Starts again what has ended, as an init system or Docker's restart policy does."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.process import Server

LOOK_S = 0.2


class Keeper:
    """Keeps *servers* running until :meth:`stop`, but for those that are held down."""

    def __init__(self, servers: list[Server]) -> None:
        self._servers = servers
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to look after them."""
        self._thread.start()

    def stop(self) -> None:
        """Look after them no more."""
        self._stopping.set()
        self._thread.join()

    @contextmanager
    def down(self, server: Server) -> Iterator[None]:
        """Let *server* stay down during the block."""
        with self._lock:
            self._held[server.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[server.name] -= 1

    def _keep(self) -> None:
        while not self._stopping.wait(LOOK_S):
            with self._lock:
                for server in self._servers:
                    if not self._held[server.name] and not server.is_running():
                        server.launch()
