"""The whole application as ``make run`` starts it, on a database of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from tests.servers.process import free_port

ROOT = Path(__file__).parents[2]


class Application:
    """``grader run`` in processes of its own."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.join_link = ""
        self.sign_in_link = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and wait until it says where to go."""
        environment = {**os.environ, "DATA_DIR": str(self.data_dir), "PORT": str(self.port), "SLOTS": "2"}
        command = [str(Path(sys.executable).with_name("grader")), "run"]
        self._process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if line.startswith("Data:"):
                break
        self.join_link = found(r"Students join with:\s+(\S+)", said)
        self.sign_in_link = found(r"Instructor signs in with:\s+(\S+)", said)

    def processes(self) -> list[psutil.Process]:
        """Return the supervisor and all its children that live."""
        assert self._process is not None
        try:
            supervisor = psutil.Process(self._process.pid)
            return [supervisor, *supervisor.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """Stop it as Ctrl-C or an init system would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill all its processes at once, with no warning: a power cut."""
        for process in self.processes():
            process.kill()
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.wait(60)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    def sessions(self) -> sessionmaker[Session]:
        """Return sessions on its database."""
        return make_sessions(make_engine(f"sqlite:///{self.data_dir / 'grader.db'}"))


def found(pattern: str, text: str) -> str:
    """Return what *pattern* captures in *text*."""
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text!r}"
    return match[1]


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """Return the application, started."""
    application = Application(tmp_path / "data")
    application.start()
    yield application
    application.stop()
