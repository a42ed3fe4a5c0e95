"""A server that a test starts, kills as hard as the kernel can, and starts again on what it left."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

START_S = 120
STOP_S = 90
LOOK_S = 0.05
LOG_BYTES = 4000


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A program in a session of its own, its data and its log in *folder*."""

    STOP = signal.SIGTERM
    """What asks it to end."""

    def __init__(self, folder: Path, name: str, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.name = name
        self.environment = dict(environment or {})
        self.log = folder / f"{name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._paused: list[psutil.Process] = []

    def command(self) -> list[str]:
        """Return what is started."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Say whether it serves."""
        raise NotImplementedError

    def account(self) -> dict[str, Any]:
        """Return as whom it runs, as arguments of Popen; as we do, if there is nothing in it."""
        return {}

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                env={**os.environ, **self.environment},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account(),
            )

    def wait(self) -> None:
        """Wait until it serves."""
        end = time.monotonic() + START_S
        while not self.answers():
            assert self.is_running(), f"{self.name} ended by itself:\n{self.last_words()}"
            assert time.monotonic() < end, f"{self.name} does not answer:\n{self.last_words()}"
            time.sleep(LOOK_S)

    def is_running(self) -> bool:
        """Say whether its first process lives."""
        return self._process is not None and self._process.poll() is None

    def family(self) -> list[psutil.Process]:
        """Return its first process and all descendants of that, as far as they live."""
        if self._process is None:
            return []
        try:
            first = psutil.Process(self._process.pid)
            return [first, *first.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill(self) -> None:
        """Kill it with -9, and with it all that it started, at once."""
        family = _signal(self.family(), signal.SIGKILL)
        self._wait_for_end()
        end = time.monotonic() + STOP_S
        while any(map(_is_alive, family)) and time.monotonic() < end:
            time.sleep(LOOK_S)

    def kill_first(self) -> None:
        """Kill its first process alone with -9; what that started has to notice."""
        if self._process:
            self._process.kill()
        self._wait_for_end()

    def stop(self) -> int:
        """Stop it as an init system does, and return its exit code; it is killed if it takes too long."""
        if self._process is None:
            return 0
        self._process.send_signal(self.STOP)
        return self._wait_for_end()

    def pause(self) -> None:
        """Let it stand still, as a machine that is swapping does."""
        self._paused += _signal(self.family(), signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on, and what it has lost meanwhile: an exam whose worker has died still stands."""
        paused, self._paused = self._paused, []
        _signal([*paused, *self.family()], signal.SIGCONT)

    def close(self) -> None:
        """End it, whatever it is doing, and remove what it left outside of its folder."""
        self.kill()

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_bytes()[-LOG_BYTES:].decode("utf-8", "replace") if self.log.exists() else ""

    def _wait_for_end(self) -> int:
        if self._process is None:
            return 0
        try:
            code = self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._process = None
        return code


def _signal(processes: list[psutil.Process], number: signal.Signals) -> list[psutil.Process]:
    """Send a signal to those of *processes* that live; return them all."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
    return processes


def _is_alive(process: psutil.Process) -> bool:
    """Say whether a process has not ended; one that nobody has asked how it ended has."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def asked(family: socket.AddressFamily, address: str | tuple[str, int], request: bytes) -> bytes:
    """Return the first thing that a server at *address* says to *request*; nothing, if none answers."""
    with socket.socket(family) as connection:
        connection.settimeout(5)
        try:
            connection.connect(address)
            connection.sendall(request)
            return connection.recv(1024)
        except OSError:
            return b""


def program(name: str, package: str) -> str:
    """Return where a program is, which a Debian package brings."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert found, f"These tests need {name}: apt-get install {package}"
    return found
