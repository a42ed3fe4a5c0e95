"""A worker's process beside the one that serves pages: it is started, called, started again and ended here."""

import contextlib
import logging
import os
import subprocess
import threading
from collections.abc import Sequence
from typing import IO

log = logging.getLogger(__name__)

PAUSE_S = 1.0
"""Between a process that ended by itself and the next."""


class Beside:
    """Keeps a process that runs *command* until :meth:`stop`, or until this process dies, however it does.

    The process reads a pipe: a byte calls it, and the end of the pipe tells it to end.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._stopping = False
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: IO[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="jobs-beside", daemon=True)

    def start(self) -> None:
        """Keep it, in a thread."""
        self._thread.start()

    def call(self) -> None:
        """Tell it that there is something to do."""
        with self._changed, contextlib.suppress(OSError):  # it has been called often enough, or has ended
            if self._pipe:
                self._pipe.write(b".")

    def stop(self, timeout_s: float) -> None:
        """Tell it to end, and wait for that; after *timeout_s* it is killed."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            self._hang_up()
        self._thread.join(timeout_s)
        if self._thread.is_alive() and self._process:
            self._process.kill()
            self._thread.join()

    def _keep(self) -> None:
        while not self._stopping:
            end = self._live_once()
            with self._changed:
                self._hang_up()
                if not self._stopping:
                    log.critical("the worker's process has ended with %s; another one begins", end)
                    self._changed.wait(PAUSE_S)

    def _live_once(self) -> str:
        """Let it live from its begin to its end, and say what that was."""
        with self._changed:
            if self._stopping:
                return "nothing done"
            try:
                process = subprocess.Popen(self._command, stdin=subprocess.PIPE, bufsize=0, start_new_session=True)
            except OSError as error:
                return str(error)
            self._process, self._pipe = process, process.stdin
            if self._pipe:
                os.set_blocking(self._pipe.fileno(), False)  # a worker that stands still must not hold up who hands in
        return f"code {process.wait()}"

    def _hang_up(self) -> None:
        if self._pipe:
            self._pipe.close()
            self._pipe = None
