"""What a submission binds, or its first mistake, as a throw-away process says: Python's parser can be crashed.

Only what can be checked is believed of its answer.
"""

import atexit
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from grader.domain.solution import Outline, SyntaxMistake
from grader.outline import program

TIMEOUT_S = 5
COMMAND = [sys.executable, "-I", "-S", "-W", "ignore", str(Path(program.__file__))]
_TURNS = threading.BoundedSemaphore(2)
"""So many at the same time: each may take half a gigabyte and a core."""


class Parser:
    """A process that forks a throw-away one for each source; it is started when it is needed, and anew if it died."""

    def __init__(self, command: list[str]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def connect(self) -> socket.socket:
        """Return a connection to a new fork.

        Raises:
            OSError: the process cannot be started, or has just ended.

        """
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                socket.send_fds(self._reached(), [b"."], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        return ours

    def close(self) -> None:
        """End the process; the next connection starts another."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def _reached(self) -> socket.socket:
        if self._control and self._process and self._process.poll() is None:
            return self._control
        self.close()
        self._control, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [*self._command, str(other.fileno())],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        return self._control


_parser = Parser(COMMAND)
atexit.register(_parser.close)


def outline_of(source: str) -> Outline | SyntaxMistake | None:
    """Return what *source* binds, or its first mistake; None when that cannot be told. It is not run."""
    try:
        with _TURNS, _parser.connect() as connection:
            deadline = time.monotonic() + TIMEOUT_S
            connection.settimeout(TIMEOUT_S)
            connection.sendall(source.encode())
            connection.shutdown(socket.SHUT_WR)
            return _believed(_received(connection, deadline))
    except OSError:
        return None


def _received(connection: socket.socket, deadline: float) -> bytes:
    answer = b""
    while len(answer) < program.ANSWER_BYTES:
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        more = connection.recv(program.ANSWER_BYTES)
        if not more:
            break
        answer += more
    return answer


def _believed(answer: bytes) -> Outline | SyntaxMistake | None:
    try:
        match json.loads(answer):
            case {"names": list(names), "indirect": bool(indirect)} if _are_texts(names):
                return Outline(frozenset(names), indirect)
            case {"line": int() | None as line, "message": str(message), "text": str(text)}:
                return SyntaxMistake(line, message, text)
    except (ValueError, RecursionError):
        pass
    return None


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
