"""A real Celery worker in this process: retries, faults, heartbeats and the end."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy import update
from sqlalchemy.exc import OperationalError as DatabaseError

from grader.db.models import JobState, Run, utc_now
from grader.db.queries.attempts import Work
from grader.exam.report import Problem
from grader.jobs import heartbeat
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.leases import Lease
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading, seed
from grader.settings import Settings
from tests.conftest import SQLITE_ONLY
from tests.jobs.conftest import Desk
from tests.jobs.stand_in import StandIn

OTHERS: list[dict[str, Any]] = [{"digest": "e" * 64}, {"student_id": 8}]


def make_queue(desk: Desk, folder: Path, *, broker: str = "memory://", tries: int = 5, lease_s: float = 30) -> Queue:
    """Return a queue of runs that a stand-in grades."""
    settings = Settings(folder, "", "secret", broker=broker, lease_s=lease_s, slots=2)
    grading = Grading(desk.sessions, StandIn(), settings.secret_key)
    return Queue(settings, desk.sessions, [Kind(Run, grading, tries)], Roll(desk.sessions, settings.slots))


@pytest.fixture
def host(desk: Desk, tmp_path: Path) -> Iterator[Callable[..., Host]]:
    """Return what starts a host; it is stopped at the end."""
    hosts: list[Host] = []

    def start(tries: int = 5, lease_s: float = 30) -> Host:
        queue = make_queue(desk, tmp_path, tries=tries, lease_s=lease_s)
        hosts.append(Host(queue, tmp_path / "jobs.lock"))
        hosts[-1].start()
        return hosts[-1]

    yield start
    for each in hosts:
        each.stop(5)


@SQLITE_ONLY
def test_a_machine_that_cannot_grade_takes_nothing_and_no_try_is_counted(desk: Desk, tmp_path: Path) -> None:
    hindrances = [""]
    grading = Grading(desk.sessions, StandIn(), "secret")

    def handle(lease: Lease, cancelled: threading.Event) -> Problem | None:
        if problem := grading(lease, cancelled):
            hindrances[0] = "no engine"
        return problem

    kind = Kind(Run, handle, hindrance=lambda: hindrances[0])
    queue = Queue(Settings(tmp_path, "", "secret", slots=2), desk.sessions, [kind], Roll(desk.sessions, slots=2))
    host = Host(queue, tmp_path / "jobs.lock")
    host.start()
    try:
        run_id = desk.hand_in("# recover")
        desk.wait(run_id, lambda run: run.token is None and hindrances[0])
        time.sleep(1.5)
        run = desk.run(run_id)
        assert (run.state, run.tries, run.token) == (JobState.OPEN, 0, None)
        hindrances[0] = ""
        run = desk.finished(run_id)
        assert (run.state, run.tries) == (JobState.DONE, 1)
    finally:
        host.stop(5)


def test_what_is_handed_in_is_graded_at_once(host: Callable[..., Host], desk: Desk) -> None:
    host()
    desk.finished(desk.hand_in("# sleep 0"))
    start = time.monotonic()
    run = desk.finished(desk.hand_in("# sleep 0", desk.school.ben))
    assert time.monotonic() - start < 1
    assert (run.state, run.score, run.tries) == (JobState.DONE, Decimal(100), 1)
    assert run.seed is not None


@SQLITE_ONLY
def test_faults(host: Callable[..., Host], desk: Desk) -> None:
    """An author's fault ends a run at once, ours after its tries; what recovers costs the student nothing."""
    host(tries=2)
    recovered = desk.finished(desk.hand_in("# recover"))
    author = desk.finished(desk.hand_in("# fault author"))
    begun = time.monotonic()
    ours, bug = desk.hand_in("# fault service"), desk.hand_in("# bug", desk.school.ben)
    failed, broken = desk.finished(ours), desk.finished(bug)
    assert time.monotonic() - begun >= 2
    assert (recovered.score, recovered.tries, recovered.submission.attempt) == (Decimal(100), 2, 1)
    assert (recovered.fault, recovered.error_message) == (None, None)
    assert (author.state, author.fault, author.tries, author.score) == (JobState.FAILED, "author", 1, None)
    assert (failed.state, failed.fault, failed.tries, failed.score) == (JobState.FAILED, "service", 2, None)
    assert failed.error_message == "no engine"
    assert (broken.error_message, broken.tries) == ("ZeroDivisionError: a bug of ours", 2)
    assert desk.graded() == [recovered.id]


@SQLITE_ONLY
def test_a_run_may_be_longer_than_its_lease(host: Callable[..., Host], desk: Desk) -> None:
    host(lease_s=0.6)
    run = desk.finished(desk.hand_in("# sleep 1.5"))
    assert (run.score, run.tries) == (Decimal(100), 1)


@SQLITE_ONLY
def test_a_lost_lease_cancels_the_work(host: Callable[..., Host], desk: Desk) -> None:
    host(lease_s=0.6)
    run_id = desk.hand_in("# sleep 60")
    desk.begun(run_id)
    with desk.sessions.begin() as session:
        elsewhere = {"token": "another worker", "due": utc_now() + timedelta(seconds=60)}
        session.execute(update(Run).where(Run.id == run_id).values(elsewhere))
    lost = time.monotonic()
    desk.finished(desk.hand_in("# sleep 0", desk.school.ben))
    desk.finished(desk.hand_in("# sleep 0.1", desk.school.ben))
    _wait_until(lambda: not any(thread.name == "heartbeat" for thread in threading.enumerate()))
    assert time.monotonic() - lost < 5
    assert desk.run(run_id).token == "another worker"


@SQLITE_ONLY
def test_what_takes_too_long_at_the_end_is_cancelled_and_up_again(host: Callable[..., Host], desk: Desk) -> None:
    stopping = host()
    run_id = desk.hand_in("# sleep 60")
    desk.begun(run_id)
    assert not stopping.stop(0.2)
    run = desk.run(run_id)
    assert (run.state, run.token, run.tries, run.started_at) == (JobState.OPEN, None, 0, None)


@SQLITE_ONLY
def test_a_host_can_be_stopped_at_any_moment(host: Callable[..., Host]) -> None:
    for pause in (0, 0.05, 0.3):
        each = host()
        time.sleep(pause)
        assert each.stop(5)
        assert not each._thread.is_alive()


@SQLITE_ONLY
def test_old_messages_do_nothing(host: Callable[..., Host], desk: Desk, tmp_path: Path) -> None:
    host()
    done = desk.finished(desk.hand_in("# sleep 0"))
    old = make_queue(desk, tmp_path)
    old.app.tasks["run"].delay("Run", done.id, "an old token")
    run = desk.finished(desk.hand_in("# sleep 0", desk.school.ben))
    assert desk.run(done.id).tries == 1
    assert desk.graded() == [done.id, run.id]


@SQLITE_ONLY
def test_what_cannot_be_published_is_given_back(desk: Desk, tmp_path: Path) -> None:
    run_ids = [desk.hand_in("# sleep 0"), desk.hand_in("# sleep 0", desk.school.ben)]
    queue = make_queue(desk, tmp_path, broker="amqp://guest@127.0.0.1:1//")
    with pytest.raises(BrokerError):
        queue.feed()
    for run_id in run_ids:
        assert (desk.run(run_id).token, desk.run(run_id).tries) == (None, 0)


def test_a_result_without_its_lease_is_dropped(desk: Desk) -> None:
    run_id = desk.hand_in("# sleep 0")
    grading = Grading(desk.sessions, StandIn(), "secret")
    assert grading(Lease(run_id, "an old token"), threading.Event()) is None
    assert desk.run(run_id).state is JobState.OPEN
    assert desk.graded() == []


def test_a_heartbeat_outlives_a_silent_database_for_one_lease() -> None:
    def renew() -> bool:
        raise DatabaseError("", None, ConnectionError())

    lost = threading.Event()
    start = time.monotonic()
    with heartbeat.kept(renew, 0.6, lost):
        assert lost.wait(5)
    assert 0.5 < time.monotonic() - start < 3


def test_a_seed_is_secret_and_repeats() -> None:
    work = Work("loss", b"x = 1\n", "d" * 64, 7, submission_id=1, created_at=utc_now(), started_at=None, tries=1)
    assert seed("secret", work) == seed("secret", replace(work, content=b"", submission_id=2, tries=2))
    others = {seed("other", work), *(seed("secret", replace(work, **other)) for other in OTHERS)}
    assert len(others | {seed("secret", work)}) == 4
    assert 0 <= seed("secret", work) < 2**48


def _wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
