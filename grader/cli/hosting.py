"""``python -m grader.cli.hosting``: the worker of ``grader run``, in a process beside the one that serves pages.

It lives as long as somebody holds the other end of its standard input, and a byte there calls it.
"""

import dataclasses
import logging
import os
import signal
import sys
import threading

from grader import logs, metrics
from grader.cli.work import STOP_TIMEOUT_S, kinds
from grader.db.engine import make_engine, make_sessions
from grader.errors import ServiceError
from grader.grading import Grader
from grader.jobs.carrier import Queue
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.niceness import WORKER, stand
from grader.settings import Settings, load

log = logging.getLogger(__name__)


def main() -> None:
    """Work until standard input ends; then let what is running end, and give up what is held."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # a supervisor tells all processes; ours is told by the one it serves
    settings = load()
    logs.configure(settings)
    stand(WORKER)
    _serve_metrics(settings)
    grader = Grader(settings)
    threading.Thread(target=_warm_up, args=[grader], name="warm-up", daemon=True).start()
    sessions = make_sessions(make_engine(settings.database_url))
    roll = Roll(sessions, settings.slots, spare=lambda: grader.spare)
    queue = Queue(settings, sessions, kinds(settings, sessions, grader), roll)
    host = Host(queue, settings.data_dir / "worker.lock")
    host.start()
    while os.read(sys.stdin.fileno(), 4096):
        queue.called.set()
    host.stop(STOP_TIMEOUT_S)
    grader.close()


def _serve_metrics(settings: Settings) -> None:
    """Serve this process's metrics beside those of the pages: at the next port."""
    if settings.metrics_port:
        try:
            metrics.serve(dataclasses.replace(settings, metrics_port=settings.metrics_port + 1))
        except ServiceError as error:  # grading goes on
            log.critical("%s", error)


def _warm_up(grader: Grader) -> None:
    try:
        grader.warm_up()
    except ServiceError:  # runs are tried again
        log.warning("no container can be started yet", exc_info=True)


if __name__ == "__main__":
    main()
