"""The one worker of a machine without a broker: of several processes, the one with the lock hosts it."""

import fcntl
import logging
import threading
from pathlib import Path
from typing import IO

from grader.jobs.carrier import Queue
from grader.jobs.worker import Worker

log = logging.getLogger(__name__)

LOOK_S = 0.1
"""How often a process that waits looks whether the host has gone."""
PAUSE_S = 1.0
"""Between a worker that gave up and the next."""


class Host:
    """Hosts the worker of *queue* as soon as no other process does, until :meth:`stop`.

    When the host dies, however it does, the kernel frees its lock and the next process takes over. Because there is
    only one, it knows that every lease it finds belongs to the dead, and takes it back.
    """

    def __init__(self, queue: Queue, lock_path: Path) -> None:
        self._queue = queue
        self._lock_path = lock_path
        self._stopping = threading.Event()
        self._worker: Worker | None = None
        self._thread = threading.Thread(target=self._main, name="jobs-host", daemon=True)

    def start(self) -> None:
        """Wait for the lock, and then work, in a thread."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Wait for what is running, at most *timeout_s*, then cancel it, and end; False: it had to be cancelled."""
        self._stopping.set()
        in_time = self._worker.stop(timeout_s) if self._worker else True
        self._thread.join(timeout_s)
        return in_time

    def _main(self) -> None:
        with self._lock_path.open("a") as lock_file:
            if not self._acquire(lock_file):
                return
            while not self._stopping.is_set():
                self._work()

    def _acquire(self, lock_file: IO[str]) -> bool:
        """Wait for the lock; False: stopped before it was free.

        The lock is of the kind that belongs to one process: a child that outlives a killed host must not keep it.
        """
        while not self._stopping.is_set():
            try:
                fcntl.lockf(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._stopping.wait(LOOK_S)
            else:
                return True
        return False

    def _work(self) -> None:
        """Work until stopped; a worker that gives up is followed by another."""
        try:
            self._queue.reclaim()
            self._worker = Worker(self._queue)
            if not self._stopping.is_set():
                self._worker.run()
        except Exception:
            log.exception("the worker failed")
        if not self._stopping.wait(0):
            log.critical("the worker ended; another one begins")
            self._stopping.wait(PAUSE_S)
