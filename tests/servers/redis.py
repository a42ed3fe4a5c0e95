"""A Redis server that keeps nothing: what it carries is in the rows as well."""

import socket
from pathlib import Path

from tests.servers.process import Server, asked, free_port, program


class Redis(Server):
    """The queue's server."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "redis")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """Return what is started: no files, and nobody from outside."""
        server = program("redis-server", "redis-server")
        return [server, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def answers(self) -> bool:
        """Say whether it serves."""
        return asked(socket.AF_INET, ("127.0.0.1", self.port), b"PING\r\n").startswith(b"+PONG")
