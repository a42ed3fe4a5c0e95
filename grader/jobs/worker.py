"""A Celery worker in a thread of this process, and the ticker that feeds it."""

import logging
import signal
import threading
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from grader import logs
from grader.errors import ServiceError
from grader.jobs.carrier import Queue

log = logging.getLogger(__name__)

TICK_S = 1.0
"""A row that another process inserted is noticed within this time."""
SETTLE_S = 5.0
"""Celery cannot be stopped before it has started."""
CELERY_STOP_S = 10.0
WAKE_S = 1.0
"""A signal that another thread was given, as after SIGCONT, is seen by the main thread only when it wakes."""


class Worker:
    """Works on as many rows of a queue at a time as it has slots, from :meth:`run` until :meth:`stop`."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._stopping = threading.Event()
        self._settled = threading.Event()
        self._controller: Any = None

    def run(self) -> None:
        """Work until somebody calls :meth:`stop`, or Celery gives up."""
        self._queue.app.set_default()  # the threads of the pool look for their tasks there
        self._controller = self._queue.app.WorkController(
            hostname=f"grader@{self._queue.roll.name}",
            pool_cls="threads",
            concurrency=self._queue.roll.slots,
            without_mingle=True,
            without_gossip=True,
            without_heartbeat=True,
            ready_callback=lambda _consumer: self._settled.set(),
        )
        ended = threading.Event()
        ticker = threading.Thread(target=self._tick, args=(ended,), name="jobs-ticker", daemon=True)
        ticker.start()
        try:
            if not self._stopping.is_set():
                self._controller.start()
        finally:
            self._settled.set()
            ended.set()
            self._queue.called.set()
            ticker.join()

    def stop(self, timeout_s: float) -> bool:
        """Wait for what is running, at most *timeout_s*, then cancel it, and end; False: it had to be cancelled.

        Celery itself is stopped last, when nothing runs: while it shuts down, every new socket of the process has a
        timeout of a few seconds.
        """
        self._stopping.set()
        in_time = self._queue.close(timeout_s)
        if self._controller:
            self._settled.wait(SETTLE_S)
            stopping = threading.Thread(target=self._controller.stop, name="jobs-stop", daemon=True)
            stopping.start()
            stopping.join(CELERY_STOP_S)  # nothing runs any more, and the rows tell what is left
        self._leave()
        return in_time

    def _leave(self) -> None:
        try:
            self._queue.roll.leave()
        except SQLAlchemyError:  # its silence tells the same, a little later
            log.warning("the end of this worker could not be written down", exc_info=True)

    def _tick(self, ended: threading.Event) -> None:
        logs.add(worker=self._queue.roll.name)
        log.info("worker started")
        failed = False
        while not (ended.is_set() or self._stopping.is_set()):
            try:
                self._queue.feed()
            except Exception as error:  # it is told at length once, and then in a line, each second
                log.warning("the queue could not be fed", exc_info=not failed, extra={"reason": logs.first_line(error)})
                failed = True
            else:
                failed = False
            self._queue.called.wait(TICK_S)
            self._queue.called.clear()
        log.info("worker ended")


def leave_when_told() -> None:
    """From now on, SIGTERM and SIGINT raise SystemExit in the main thread, so that what is held is given up."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)


def main(queue: Queue, timeout_s: float) -> None:
    """Work until this thread is told to leave, and then end what is running within *timeout_s*; for ``grader worker``.

    Raises:
        SystemExit: it was told; see :func:`leave_when_told`.
        ServiceError: Celery gave up; its log says why.

    """
    worker = Worker(queue)
    thread = threading.Thread(target=worker.run, name="jobs-worker", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(WAKE_S)
    finally:
        worker.stop(timeout_s)
    raise ServiceError("Celery's worker ended by itself; its log says why.")


def _leave(*_: object) -> None:
    """Leave by an exception: a handler must not touch an event that the thread it interrupts may hold."""
    raise SystemExit(0)
