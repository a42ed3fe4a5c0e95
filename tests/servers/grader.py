"""The grader's own processes, as an operator starts them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import requests

from grader.settings import ROOT
from tests.servers.process import Server, free_port

PROGRAM = [sys.executable, "-m", "grader.cli"]


def run_once(settings: Mapping[str, str], *arguments: str) -> str:
    """Run a command of ``grader`` to its end, such as ``migrate``, and return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    done = subprocess.run(
        [*PROGRAM, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Web(Server):
    """``grader web``, or with *command* ``run`` the whole of the embedded set-up."""

    def __init__(self, folder: Path, settings: Mapping[str, str], command: str = "web") -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        super().__init__(folder, command, {"PYTHONPATH": str(ROOT), **settings, "PORT": str(self.port)})
        self._command = command

    def command(self) -> list[str]:
        """Return what is started."""
        return [*PROGRAM, self._command]

    def answers(self) -> bool:
        """Say whether it serves."""
        try:
            return requests.get(f"{self.address}/sign-in", timeout=10).ok
        except requests.RequestException:
            return False


class Worker(Server):
    """``grader worker``; whether it works is seen in what becomes of the rows."""

    def __init__(self, folder: Path, settings: Mapping[str, str], name: str = "worker") -> None:
        super().__init__(folder, name, {"PYTHONPATH": str(ROOT), **settings})

    def command(self) -> list[str]:
        """Return what is started."""
        return [*PROGRAM, "worker"]

    def answers(self) -> bool:
        """Say whether it has not ended."""
        return self.is_running()
