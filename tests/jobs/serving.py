"""A process that works, to be killed: ``python -m tests.jobs.serving '{"role": "host", …}'``."""

import json
import logging
import signal
import sys
import threading
from pathlib import Path

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Run
from grader.jobs import worker
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.settings import Settings
from tests.jobs.stand_in import StandIn

STOP_S = 10


def main() -> None:
    """Work as the argument says until SIGTERM."""
    logging.basicConfig(level=logging.INFO)
    order = json.loads(sys.argv[1])
    folder = Path(order["folder"])
    settings = Settings(folder, order["url"], "secret", broker=order["broker"], lease_s=order["lease_s"], slots=1)
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    grading = Grading(sessions, StandIn(), settings.secret_key)
    queue = Queue(settings, sessions, [Kind(Run, grading, order["tries"])], Roll(sessions, settings.slots))
    if settings.broker == "filesystem://":
        box = str(folder / "broker")
        queue.app.conf.broker_transport_options = {
            "data_folder_in": box, "data_folder_out": box, "control_folder": box, "polling_interval": 0.1,
        }  # fmt: skip
    if order["role"] == "worker":
        worker.leave_when_told()
        worker.main(queue, STOP_S)
        return
    host = Host(queue, folder / "jobs.lock")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    host.start()
    try:
        threading.Event().wait()
    finally:
        host.stop(STOP_S)


if __name__ == "__main__":
    main()
