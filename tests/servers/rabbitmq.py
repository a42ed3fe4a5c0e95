"""A RabbitMQ server, from the programs of the Debian package."""

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

from tests.servers.process import Server, asked, free_port

PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"
GREETING = b"AMQP\0\0\x09\1"
"""A client's; the server repeats it to those that speak another version, and begins to talk to those of its own."""


class RabbitMQ(Server):
    """The queue's server, where the BROKER is amqp://."""

    def __init__(self, folder: Path) -> None:
        self.port, self._names_port = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        environment = {
            "HOME": str(folder),
            "RABBITMQ_NODENAME": f"test-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "ERL_EPMD_PORT": str(self._names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }
        super().__init__(folder, "rabbitmq", environment)

    def command(self) -> list[str]:
        """Return what is started."""
        assert Path(PROGRAM).exists(), "These tests need RabbitMQ: apt-get install rabbitmq-server"
        return [PROGRAM]

    def account(self) -> dict[str, Any]:
        """Return the package's user, if we are root: the server refuses to be."""
        if os.geteuid() != 0:
            return {}
        entry = pwd.getpwnam("rabbitmq")
        shutil.chown(self.folder, "rabbitmq")
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def answers(self) -> bool:
        """Say whether it serves."""
        return len(asked(socket.AF_INET, ("127.0.0.1", self.port), GREETING)) > 0

    def close(self) -> None:
        """End it, and Erlang's table of names, which it has left to itself."""
        super().close()
        subprocess.run(["epmd", "-port", str(self._names_port), "-kill"], check=False, capture_output=True)
