"""What carries ids between machines: two workers of one machine, a broker that is killed and forgets everything."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.db.models import JobState
from tests.conftest import POSTGRESQL_ONLY
from tests.jobs.conftest import Desk, Serve
from tests.servers.process import Server
from tests.servers.rabbitmq import RabbitMQ
from tests.servers.redis import Redis

RUNS = 12


@pytest.fixture(params=[Redis, RabbitMQ])
def broker(request: pytest.FixtureRequest) -> Iterator[Redis | RabbitMQ]:
    """Return a broker that serves."""
    with tempfile.TemporaryDirectory(prefix="broker-") as folder:
        made: Redis | RabbitMQ = request.param(Path(folder))
        made.start()
        yield made
        made.close()


@POSTGRESQL_ONLY
def test_two_workers_share_work_and_outlive_their_broker(serve: Serve, desk: Desk, broker: Redis | RabbitMQ) -> None:
    order = {"role": "worker", "broker": broker.url, "lease_s": 2}
    workers = [serve(**order), serve(**order)]
    early = [desk.hand_in(f"# sleep 0.5 \n# {number}") for number in range(RUNS)]
    done = [desk.finished(run_id) for run_id in early]
    assert {run.log for run in done} == {str(worker.pid) for worker in workers}
    interrupted = desk.hand_in("# sleep 2")
    desk.begun(interrupted)
    forget(broker)
    meanwhile = desk.hand_in("# sleep 0", desk.school.ben)
    broker.start()
    late = [desk.finished(run_id) for run_id in (interrupted, meanwhile)]
    assert {run.state for run in [*done, *late]} == {JobState.DONE}
    assert {run.tries for run in [*done, late[0]]} == {1}
    assert desk.graded() == [*early, interrupted, meanwhile]
    assert [worker.poll() for worker in workers] == [None, None]


@POSTGRESQL_ONLY
def test_a_worker_that_finished_while_its_broker_was_away_goes_on_with_it(
    serve: Serve, desk: Desk, broker: Redis | RabbitMQ
) -> None:
    worker = serve(role="worker", broker=broker.url, lease_s=2, slots=1)
    before = desk.hand_in("# sleep 2")
    desk.begun(before)
    forget(broker)
    desk.finished(before)
    time.sleep(1)  # the broker cannot be told either that its message is done with
    broker.start()
    for _ in range(3):
        assert desk.finished(desk.hand_in("# sleep 0")).state is JobState.DONE
    assert worker.poll() is None


def forget(broker: Server) -> None:
    """Kill the broker with -9, and with it what it carries."""
    broker.kill()
    for path in broker.folder.glob("test-*"):
        if path.is_dir():
            shutil.rmtree(path)
